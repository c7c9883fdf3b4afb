import type { ExperimentResult } from '../../experiment/result.js'
import { explainVerdict } from '../verdict-words.js'
import { type Action, type ActionContext, type ExperimentFinder, moneySize, wordOf } from './action.js'

/** Verdicts that ask for something to be done. */
const DECIDED: ReadonlySet<ExperimentResult['verdict']['state']> = new Set([
  'broken',
  'mixed',
  'harmful',
  'better',
  'worse',
  'costly',
])

/** Experiments that are decided, or must not be read. */
export const findDecided: ExperimentFinder = (experiments, context) =>
  experiments
    .filter(({ verdict, bias }) => DECIDED.has(verdict.state) && bias === undefined)
    .map((result): Action => {
      const { headline } = explainVerdict(result, context.currency)
      return {
        text: `Experiment ${result.experiment}: ${headline}. ${nextOf(result)}`,
        ...moneySize(worthOf(result, context), context.currency),
        confidence: 'sure',
        section: 'experiments',
        how: `endcap experiment analyse --experiment ${wordOf(result.experiment, 'ID')} --data ./data`,
      }
    })

function nextOf({ verdict, isHoldout }: ExperimentResult): string {
  const { state, variant = 'it' } = verdict
  if (state === 'broken' || state === 'mixed') return 'Find out why, then start it again.'
  if (isHoldout) return state === 'better' ? 'Keep it as it is.' : 'Go through what was shipped, the last first.'
  return state === 'better' ? `Give ${variant} to everyone and end it.` : 'End it.'
}

/** Money of four weeks, where revenue a visitor surely differs: what all visitors would bring, or what those of the arm do not. */
function worthOf({ metrics, arms, verdict, span }: ExperimentResult, { fourWeeks }: ActionContext): number {
  const found = metrics
    .find(({ definition }) => definition.id === 'revenue_per_visitor')
    ?.comparisons.find(({ variant, side }) => variant === verdict.variant && side !== undefined)
  if (!found || !span) return 0
  const isBetter = verdict.state === 'better'
  const visitors = arms
    .filter(({ variant }) => (variant === verdict.variant) !== isBetter)
    .reduce((sum, arm) => sum + arm.visitors, 0)
  return fourWeeks(Math.abs(found.absolute.value) * visitors)
}
