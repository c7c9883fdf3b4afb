import type { InsightName, InsightResult } from '../../insights.js'
import type { ReportData } from '../data.js'
import { type Action, type ActionContext, type ActionFinder, FOUR_WEEKS } from './action.js'
import { findSplit } from './budget.js'
import { findChanges } from './changes.js'
import { findChannels, findCostly } from './channels.js'
import { findLeaving } from './churn.js'
import { findDecided } from './experiments.js'
import { findUnhappy } from './feedback.js'
import { findProducts } from './products.js'
import { findStrategy } from './quality.js'
import { findPairs } from './rules.js'
import { findAlarmed } from './watch.js'

/**
 * Who finds what to do, by insight. Those that are not here describe and test nothing (segments, rfm, cohorts, paths, forecast), or say it
 * through another one (clv through churn).
 */
const FINDERS: { readonly [Name in InsightName]?: ActionFinder<Name> } = {
  changes: findChanges,
  watch: findAlarmed,
  churn: findLeaving,
  rules: findPairs,
  products: findProducts,
  channels: findChannels,
  attribution: findCostly,
  budget: findSplit,
  feedback: findUnhappy,
  quality: findStrategy,
}

/** More than these are not read. */
export const MOST_ACTIONS = 7
const DAY_MS = 86_400_000
const SURENESS = { sure: 0, likely: 1, unsure: 2 } as const satisfies Record<Action['confidence'], number>

/**
 * What to do next, from what a report found: at most {@link MOST_ACTIONS}, most money at stake first, then those whose money is not known,
 * the surest first. Empty where nothing stands out.
 */
export function findActions(data: Omit<ReportData, 'actions'>): Action[] {
  const context = contextOf(data)
  const found = data.insights.flatMap((insight): Action[] => {
    const find = FINDERS[insight.name] as ActionFinder<InsightName> | undefined
    return find && 'result' in insight ? find(insight.result as never, context) : []
  })
  return [...findDecided(data.experiments, context), ...found].sort(byStake).slice(0, MOST_ACTIONS)
}

const moneyOf = ({ unit, size }: Action): number => (unit === 'money' ? size : 0)

function byStake(a: Action, b: Action): number {
  return moneyOf(b) - moneyOf(a) || SURENESS[a.confidence] - SURENESS[b.confidence] || b.size - a.size
}

function contextOf({ overview, placements, period, insights }: Omit<ReportData, 'actions'>): ActionContext {
  const days = period ? Math.max(1, (period.toMs - period.fromMs) / DAY_MS) : 1
  return {
    currency: overview.currency,
    orderValue: overview.orders > 0 ? overview.revenue / overview.orders : 0,
    sessionsPerDay: overview.sessions / days,
    placements,
    fourWeeks: (total) => (total * FOUR_WEEKS) / days,
    result<Name extends InsightName>(name: Name) {
      const found = insights.find((insight) => insight.name === name)
      return found && 'result' in found ? (found.result as InsightResult<Name>) : undefined
    },
  }
}
