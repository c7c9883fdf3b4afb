import { EndcapError } from '@endcap/core'
import { type BootstrapOptions, bootstrap, type Interval, totalOf, type UnitSums } from '../learn/bootstrap.js'

/** What a model did on held-out sessions: one entry a session, the same sessions in the same order for both models. */
export interface SessionResults {
  /** Predictions asked for. */
  readonly predictions: ArrayLike<number>
  /** Of them, those whose target was in the list. */
  readonly hits: ArrayLike<number>
  /** Sum of 1/rank, 0 for a miss. */
  readonly reciprocalRanks: ArrayLike<number>
}

/** What to decide on. */
export interface PublicationQuestion extends BootstrapOptions {
  readonly candidate: SessionResults
  /** Undefined where no model is in use, or the one in use cannot be read. */
  readonly current: SessionResults | undefined
  /** End of the training data of the model in use, in ms since 1970; null where it is not known. */
  readonly currentWindowToMs?: number | null
  /** End of the candidate's. */
  readonly candidateWindowToMs?: number | null
  /** Publishes whatever the figures say. @default false */
  readonly force?: boolean
  /** A model whose data end this much before the candidate's is old. @default 7 */
  readonly oldAfterDays?: number
  /** How much worse an equal but fresher model may be, of the MRR and hit rate in use. @default 0.02 */
  readonly marginRatio?: number
  /** Sessions without which nothing is compared. @default 100 */
  readonly minSessions?: number
}

/** A figure of both models, and the paired difference with its interval (95 %, sessions drawn anew). */
export interface PairedFigure {
  readonly candidate: number
  readonly current: number
  readonly difference: Interval & { readonly value: number }
}

/** Whether to publish. */
export interface PublicationDecision {
  readonly publish: boolean
  /** `better`; `first`: none in use; `forced`; `fresher`: not worse by more than the margin, on newer data; `unproven`;
   * `worse`; `thin`: too few sessions. */
  readonly because: 'better' | 'first' | 'forced' | 'fresher' | 'unproven' | 'worse' | 'thin'
  /** One plain sentence. */
  readonly reason: string
  readonly sessions: number
  readonly predictions: number
  /** Undefined where there is nothing to compare with. */
  readonly mrr: PairedFigure | undefined
  readonly hitRate: PairedFigure | undefined
}

const DEFAULTS = { force: false, oldAfterDays: 7, marginRatio: 0.02, minSessions: 100, draws: 1000, seed: 1 } as const
const DAY_MS = 86_400_000

/**
 * Decides on sessions that the candidate has not seen. It is published when the lower end of its paired gain in MRR is above
 * zero and its hit rate is not surely lower; or when it rests on newer data and is surely not worse than the margin, since a
 * shop moves on (a test of non-inferiority). Both models answer the same questions and sessions are drawn whole, so what is
 * hard for both cancels. Where the model in use was trained on some of the held-out days, the comparison favours it.
 * Throws `value-invalid` when the arrays do not fit together.
 */
export function decidePublication(question: PublicationQuestion): PublicationDecision {
  const settings = { ...DEFAULTS, ...question }
  const { candidate, current, force } = settings
  const sessions = candidate.predictions.length
  check(candidate, sessions, 'candidate')
  if (current) check(current, sessions, 'current')
  const compared = current && sessions > 0 ? compare(candidate, current, settings) : undefined
  const base = {
    sessions,
    predictions: sum(candidate.predictions),
    mrr: compared?.mrr,
    hitRate: compared?.hitRate,
  }
  const decide = (publish: boolean, because: PublicationDecision['because'], reason: string): PublicationDecision => ({
    publish,
    because,
    reason,
    ...base,
  })
  if (!current) return decide(true, 'first', 'no model is in use')
  if (force) return decide(true, 'forced', 'published by force, whatever the figures')
  if (!compared || sessions < settings.minSessions) {
    return decide(
      false,
      'thin',
      `${sessions} held-out sessions are too few to compare: it needs ${settings.minSessions}`,
    )
  }
  const { mrr, hitRate } = compared
  const figures = `MRR ${mrr.candidate.toFixed(4)} against ${mrr.current.toFixed(4)} (${span(mrr.difference)})`
  if (mrr.difference.low > 0 && hitRate.difference.high < 0) {
    return decide(false, 'worse', `${figures}, but the hit rate is surely lower (${span(hitRate.difference)})`)
  }
  if (mrr.difference.low > 0) return decide(true, 'better', `surely better than the model in use: ${figures}`)
  const days = newerByDays(settings)
  const isEqual = [mrr, hitRate].every(({ difference, current: own }) => difference.low > -settings.marginRatio * own)
  if (isEqual && days !== undefined && days > settings.oldAfterDays) {
    return decide(true, 'fresher', `as good as the model in use and ${Math.floor(days)} days newer: ${figures}`)
  }
  if (mrr.difference.high < 0) return decide(false, 'worse', `surely worse than the model in use: ${figures}`)
  return decide(false, 'unproven', `not surely better than the model in use: ${figures}`)
}

function compare(candidate: SessionResults, current: SessionResults, options: BootstrapOptions) {
  const width = 5
  const units = candidate.predictions.length
  const sums = new Float64Array(units * width)
  for (let unit = 0; unit < units; unit++) {
    sums.set(
      [
        candidate.predictions[unit] as number,
        candidate.reciprocalRanks[unit] as number,
        current.reciprocalRanks[unit] as number,
        candidate.hits[unit] as number,
        current.hits[unit] as number,
      ],
      unit * width,
    )
  }
  const data: UnitSums = { units, width, sums }
  const statistics = (total: Float64Array) => {
    const [count, rank, ownRank, hits, ownHits] = total as unknown as [number, number, number, number, number]
    return { mrr: (rank - ownRank) / count, hitRate: (hits - ownHits) / count }
  }
  const total = totalOf(data)
  const seen = statistics(total)
  const intervals = bootstrap(data, statistics, options)
  const rate = (k: number): number => (total[k] as number) / (total[0] as number)
  const figure = (name: 'mrr' | 'hitRate', k: number): PairedFigure => ({
    candidate: rate(k),
    current: rate(k + 1),
    difference: { value: seen[name], ...intervals[name] },
  })
  return { mrr: figure('mrr', 1), hitRate: figure('hitRate', 3) }
}

function check({ predictions, hits, reciprocalRanks }: SessionResults, sessions: number, who: string): void {
  const isEven = [predictions, hits, reciprocalRanks].every(({ length }) => length === sessions)
  if (!isEven) throw new EndcapError('value-invalid', `${who}: arrays of ${sessions} sessions must be equally long`)
  for (let session = 0; session < sessions; session++) {
    const [count, hit, rank] = [predictions, hits, reciprocalRanks].map((values) => values[session] as number) as [
      number,
      number,
      number,
    ]
    const isSound = count >= 0 && hit >= 0 && hit <= count && rank >= 0 && rank <= hit && Number.isFinite(count)
    if (!isSound) throw new EndcapError('value-invalid', `${who}: session ${session} has ${hit} hits of ${count}`)
  }
}

function newerByDays({ currentWindowToMs, candidateWindowToMs }: PublicationQuestion): number | undefined {
  if (currentWindowToMs == null || candidateWindowToMs == null) return undefined
  return (candidateWindowToMs - currentWindowToMs) / DAY_MS
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let n = 0; n < values.length; n++) total += values[n] as number
  return total
}

function span({ value, low, high }: PairedFigure['difference']): string {
  const signed = (ratio: number) => `${ratio < 0 ? '−' : '+'}${Math.abs(ratio).toFixed(4)}`
  return `${signed(value)}, ${signed(low)} to ${signed(high)}`
}
