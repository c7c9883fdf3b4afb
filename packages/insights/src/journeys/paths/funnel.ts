import { type Share, shareOf } from '../share.js'

/** The five stages of a purchase decision, and the steps of a shop that show them. */
export const FUNNEL_STEPS = [
  { step: 'visit', stage: 'need' },
  { step: 'search', stage: 'search' },
  { step: 'product_view', stage: 'evaluation' },
  { step: 'add_to_cart', stage: 'evaluation' },
  { step: 'checkout', stage: 'purchase' },
  { step: 'order', stage: 'purchase' },
  { step: 'after', stage: 'after' },
] as const
/** A step of {@link FUNNEL_STEPS}. */
export type FunnelStep = (typeof FUNNEL_STEPS)[number]['step']

/** How many people, or sessions, took the same steps. */
export interface FunnelCount {
  readonly n: number
  /** Which steps of {@link FUNNEL_STEPS} they took, by position. The first is always taken. */
  readonly took: readonly boolean[]
}

/** One step of a funnel. */
export interface FunnelRow {
  readonly step: FunnelStep
  readonly stage: (typeof FUNNEL_STEPS)[number]['stage']
  /** Who took it. */
  readonly took: number
  /** Who took it or a later one: shops have shortcuts, and who came past a step was not lost at it. */
  readonly reached: number
  /** Of those who reached the step before. */
  readonly fromPrevious: Share
  /** Of all. */
  readonly fromStart: Share
  /** Who reached this step and no later one. */
  readonly left: number
}

/** Counts of steps as a funnel. Empty without anybody. */
export function foldFunnel(counts: readonly FunnelCount[]): FunnelRow[] {
  const all = sum(counts, () => true)
  if (all === 0) return []
  const furthest = (took: readonly boolean[]) => took.lastIndexOf(true)
  const reached = FUNNEL_STEPS.map((_, at) => sum(counts, ({ took }) => furthest(took) >= at))
  return FUNNEL_STEPS.map(({ step, stage }, at) => {
    const here = at === 0 ? all : (reached[at] as number)
    const before = at <= 1 ? all : (reached[at - 1] as number)
    return {
      step,
      stage,
      took: at === 0 ? all : sum(counts, ({ took }) => took[at] === true),
      reached: here,
      fromPrevious: shareOf(here, before),
      fromStart: shareOf(here, all),
      left: here - (reached[at + 1] ?? 0),
    }
  })
}

/** The step at which the greatest share of those who reached it ended; undefined where nobody is lost before the order. */
export function worstStep(rows: readonly FunnelRow[]): FunnelRow | undefined {
  const open = rows.filter(({ step, reached }) => step !== 'order' && step !== 'after' && reached > 0)
  const worst = open.reduce<FunnelRow | undefined>(
    (found, row) => (found && found.left / found.reached >= row.left / row.reached ? found : row),
    undefined,
  )
  return worst && worst.left > 0 ? worst : undefined
}

function sum(counts: readonly FunnelCount[], meets: (count: FunnelCount) => boolean): number {
  return counts.reduce((total, count) => (meets(count) ? total + count.n : total), 0)
}
