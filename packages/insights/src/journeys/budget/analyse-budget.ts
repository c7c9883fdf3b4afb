import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../../source/source.js'
import type { CostRow } from '../channels/costs.js'
import { queryCosts } from '../channels/query-costs.js'
import type { CurveSource } from './draw-curves.js'
import { type Expected, propose } from './propose.js'
import { type ChannelHoldout, queryChannelHoldouts } from './query-channel-holdouts.js'
import { queryReturns, queryValueSpread } from './query-returns.js'
import { fitResponse, type ResponseFit } from './response.js'
import { shrinkReturns } from './shrunk-return.js'
import { foldWeeks, type RevenueDay, type Weekly } from './weekly.js'

/** How a budget is to be split. */
export interface BudgetOptions {
  /** @default those of the warehouse */
  readonly costs?: readonly CostRow[] | undefined
  /** To spend a week. @default what was spent on the mean in the last weeks */
  readonly budget?: number | undefined
  /** Share of revenue that is left after the goods are paid. Without it no profit is told. */
  readonly margin?: number | undefined
  /** How far a channel may move from what it is given now. @default 0.25 */
  readonly maxChange?: number | undefined
  /** Assumed of channels without a fitted answer: per cent of revenue for a per cent of spend. @default 0.5 */
  readonly elasticity?: number | undefined
  /** Last weeks whose mean is taken as the current spend. @default 8 */
  readonly currentWeeks?: number | undefined
  /** @default 2000 */
  readonly draws?: number | undefined
  /** @default 1 */
  readonly seed?: number | undefined
}

/** A channel in the proposed split. Amounts a week. */
export interface BudgetChannel {
  readonly channel: string
  readonly current: number
  readonly proposed: number
  /** `fitted`: weekly sales answered to its costs. `attributed`: orders credited to it, and an assumed answer. `nothing`: no order known. */
  readonly evidence: CurveSource['kind']
  /** Revenue ÷ cost by the Markov model (of a file of orders: by the order's channel), as counted. */
  readonly roas: number | undefined
  /** Revenue that comes of the current spend, and of the next unit. */
  readonly revenue: Expected
  readonly marginal: Expected
  /** A holdout that measured a campaign of the channel; undefined: nothing shows that its sales would not come without it. */
  readonly holdout: ChannelHoldout | undefined
}

/** A proposed split and what to expect of it. */
export interface BudgetResult {
  readonly basis: SourceBasis
  /** Whole weeks that costs and sales are known of. */
  readonly n: number
  readonly channels: readonly BudgetChannel[]
  readonly total: {
    readonly current: number
    readonly proposed: number
    readonly revenueNow: Expected
    readonly revenue: Expected
    readonly revenueChange: Expected
    /** Revenue ÷ cost of the proposal. */
    readonly roas: Expected
    /** (Revenue × margin − cost) ÷ cost of the proposal. */
    readonly roi: Expected | undefined
    /** Change of revenue × margin − cost. */
    readonly profitChange: Expected | undefined
    readonly chanceBetter: number
    /** The interval of the change lies above 0. */
    readonly isSure: boolean
  }
  readonly fit: Pick<ResponseFit, 'channels' | 'carryOver' | 'rSquared' | 'degrees'> | undefined
  readonly withoutHoldout: readonly string[]
  readonly settings: { readonly maxChange: number; readonly elasticity: number; readonly currentWeeks: number }
  readonly caution: string
}

/** A fitted answer is used where its standard error is at most this share of the revenue that is attributed. */
const PRECISE = 0.5

/**
 * Proposes how to split what is spent on channels. Throws `option-invalid`, `field-missing` without orders, and `input-empty` without
 * costs, or where these and the sales share no whole week.
 */
export async function analyseBudget(source: InsightSource, options: BudgetOptions = {}): Promise<BudgetResult> {
  const { margin, maxChange = 0.25, elasticity = 0.5, currentWeeks = 8, draws = 2000, seed = 1 } = options
  checkOptions({ ...options, maxChange, elasticity, currentWeeks, draws })
  const costs = await queryCosts(source, options.costs)
  if (!costs) throw new EndcapError('input-empty', 'there are no costs: give them, or import them into the warehouse')
  const orders = await source.table('orders')
  const weekly = foldWeeks(
    await source.ask<RevenueDay>(`SELECT day, sum(value) AS revenue FROM ${orders} AS o GROUP BY day ORDER BY day`),
    costs,
  )
  if (weekly.weeks === 0 || weekly.costs.size === 0) {
    throw new EndcapError('input-empty', 'costs and orders share no whole week with a cost above 0')
  }
  const current = currentSpends(weekly, currentWeeks)
  if (current.size === 0) {
    throw new EndcapError('input-empty', `nothing was spent in the last ${Math.min(currentWeeks, weekly.weeks)} weeks`)
  }
  const returns = await queryReturns(source, costs, weekly)
  const spread = await queryValueSpread(source)
  const shrunk = new Map(shrinkReturns(returns, spread).map((row) => [row.channel, row]))
  const fit = fitResponse(weekly)
  const names = [...current.keys()]
  const sources = names.map((channel): CurveSource => {
    const own = shrunk.get(channel)
    const at = fit?.channels.indexOf(channel) ?? -1
    const spend = current.get(channel) ?? 0
    if (fit && at >= 0 && isPrecise(fit, at, spend, own ? Math.exp(own.mean) * spend : 0))
      return { kind: 'fitted', fit, at }
    return own ? { kind: 'attributed', shrunk: own, current: spend, elasticity } : { kind: 'nothing' }
  })
  const whole = sum([...current.values()])
  const budget = options.budget ?? whole
  // A larger or smaller budget moves the middle that channels may depart from.
  const scale = budget / whole
  const proposal = propose(
    names.map((channel, at) => {
      const spend = current.get(channel) ?? 0
      return {
        source: sources[at] as CurveSource,
        current: spend,
        least: spend * scale * (1 - maxChange),
        most: spend * scale * (1 + maxChange),
      }
    }),
    budget,
    draws,
    seed,
  )
  const holdouts = await queryChannelHoldouts(source, costs)
  const channels = names.map((channel, at): BudgetChannel => {
    const own = returns.find((row) => row.channel === channel)
    const now = proposal.now[at]
    return {
      channel,
      current: current.get(channel) ?? 0,
      proposed: proposal.spends[at] ?? 0,
      evidence: sources[at]?.kind ?? 'nothing',
      roas: own && own.cost > 0 ? own.revenue / own.cost : undefined,
      revenue: now?.revenue ?? NOTHING,
      marginal: now?.marginal ?? NOTHING,
      holdout: holdouts.get(channel),
    }
  })
  const withoutHoldout = names.filter((channel) => !holdouts.has(channel))
  const proposed = sum(proposal.spends)
  const { revenueChange, roas } = proposal
  return {
    basis: source.basis,
    n: weekly.weeks,
    channels: channels.sort((a, b) => b.current - a.current || (a.channel < b.channel ? -1 : 1)),
    total: {
      current: whole,
      proposed,
      revenueNow: proposal.revenueNow,
      revenue: proposal.revenue,
      revenueChange,
      roas,
      roi: margin === undefined ? undefined : each(roas, (value) => value * margin - 1),
      profitChange:
        margin === undefined ? undefined : each(revenueChange, (value) => value * margin - (proposed - whole)),
      chanceBetter: proposal.chanceBetter,
      isSure: revenueChange.low > 0,
    },
    fit: fit && { channels: fit.channels, carryOver: fit.carryOver, rSquared: fit.rSquared, degrees: fit.degrees },
    withoutHoldout,
    settings: { maxChange, elasticity, currentWeeks },
    caution: cautionOf(withoutHoldout),
  }
}

const NOTHING: Expected = { mean: 0, low: 0, high: 0 }
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const each = ({ mean, low, high }: Expected, change: (value: number) => number): Expected => ({
  mean: change(mean),
  low: change(low),
  high: change(high),
})

function cautionOf(withoutHoldout: readonly string[]): string {
  return withoutHoldout.length === 0
    ? 'Every channel has a campaign that a holdout measured.'
    : `No holdout shows that sales through ${withoutHoldout.join(', ')} would not come anyway: move in small steps, and hold some people out.`
}

function checkOptions({
  margin,
  maxChange = 0,
  elasticity = 0.5,
  currentWeeks = 1,
  draws = 1,
  budget,
}: BudgetOptions): void {
  const refuse = (what: string): never => {
    throw new EndcapError('option-invalid', what)
  }
  if (margin !== undefined && !(margin > 0 && margin <= 1))
    refuse('the margin is a share of revenue above 0, at most 1')
  if (!(maxChange > 0 && maxChange <= 1)) refuse('the greatest change is a share above 0, at most 1')
  if (!(elasticity > 0 && elasticity < 1)) refuse('the elasticity is a number between 0 and 1')
  if (!(Number.isInteger(currentWeeks) && currentWeeks > 0))
    refuse('the weeks of the current spend are a whole number from 1')
  if (!(Number.isInteger(draws) && draws >= 100)) refuse('draws are a whole number from 100')
  if (budget !== undefined && !(budget > 0)) refuse('the budget is an amount above 0')
}

/** Mean spend a week of the last weeks, of channels that were spent on. */
function currentSpends({ costs, weeks }: Weekly, currentWeeks: number): Map<string, number> {
  const last = Math.min(weeks, currentWeeks)
  const spends = Array.from(costs, ([channel, spent]) => [channel, sum(spent.slice(-last)) / last] as const)
  return new Map(spends.filter(([, spend]) => spend > 0))
}

function isPrecise(fit: ResponseFit, at: number, spend: number, attributed: number): boolean {
  const answer = Math.log(1 + spend / (fit.kappa[at] ?? 1))
  const error = Math.sqrt(Math.max(0, fit.covariance[at]?.[at] ?? Number.POSITIVE_INFINITY)) * answer
  return error <= PRECISE * attributed
}
