import type { ExperimentResult } from '../experiment/result.js'
import { formatCountOf, formatLift, formatPercent } from './format.js'
import { formatChance } from './verdict-words.js'

/** One check of what has to be right before the numbers mean anything, in words. */
export interface HealthWords {
  readonly tone: 'good' | 'bad' | 'wait'
  readonly name: string
  readonly text: string
}

/** All checks of an experiment, in the order in which they spoil a result. Plain text: ids in it are not escaped. */
export function explainHealth(result: ExperimentResult): HealthWords[] {
  return [
    split(result),
    mixed(result),
    balance(result),
    ...guardrails(result),
    novelty(result),
    programs(result),
  ].filter((words) => words !== undefined)
}

function split({ health: { sampleRatio }, bias, configured, isHoldout }: ExperimentResult): HealthWords {
  const name = 'Split'
  const planned = configured ? 'the config' : 'equal shares, since no config was given'
  const shares = isHoldout ? 'the share held out' : planned
  if (bias !== undefined) return { tone: 'wait', name, text: 'not judged, since the weights follow the results.' }
  if (sampleRatio.p === undefined) return { tone: 'wait', name, text: 'too few visitors to check it.' }
  const chance = `chi-square p = ${formatChance(sampleRatio.p)}, against ${shares}`
  return sampleRatio.alarm
    ? { tone: 'bad', name, text: `broken (${chance}). Something loses visitors in one arm.` }
    : { tone: 'good', name, text: `as planned (${chance}).` }
}

function mixed({ health: { mixed } }: ExperimentResult): HealthWords {
  const name = 'Visitors of several variants'
  if (mixed.visitors === 0) return { tone: 'good', name, text: 'none.' }
  const text = `${formatCountOf(mixed.visitors, 'visitor')} (${formatPercent(mixed.share)}) met more than one and are left out.`
  return { tone: mixed.alarm ? 'bad' : mixed.warning ? 'wait' : 'good', name, text }
}

function balance({ health: { balance } }: ExperimentResult): HealthWords {
  const name = 'Before the exposure'
  const worst = [...balance].sort((a, b) => a.p - b.p)[0]
  if (!worst) return { tone: 'wait', name, text: 'nothing is known of these visitors from before.' }
  const where = `${worst.metric} of ${worst.variant}, p = ${formatChance(worst.p)}`
  return worst.alarm
    ? {
        tone: 'bad',
        name,
        text: `the arms differed before anything could change (${where}). Look for how visitors were drawn.`,
      }
    : { tone: 'good', name, text: `the arms were alike (furthest apart: ${where}).` }
}

function guardrails({ metrics }: ExperimentResult): HealthWords[] {
  return metrics.flatMap(({ definition, comparisons }) =>
    comparisons.flatMap(({ variant, guardrail }): HealthWords[] => {
      if (!guardrail) return []
      const name = `${definition.label}, ${variant}`
      const margin = formatPercent(guardrail.margin)
      const words = {
        harmed: { tone: 'bad', text: `surely worse (one-sided p = ${formatChance(guardrail.p)}, always valid).` },
        safe: { tone: 'good', text: `surely not worse by as much as ${margin}.` },
        open: { tone: 'wait', text: `no harm seen; whether it is below ${margin} is not sure yet.` },
      } as const
      return [{ name, ...words[guardrail.state] }]
    }),
  )
}

function novelty({ health: { novelty } }: ExperimentResult): HealthWords {
  const name = 'Novelty'
  const worst = novelty.find(({ warning }) => warning) ?? novelty[0]
  if (!worst) return { tone: 'wait', name, text: 'not known before visitors were there for longer than a week.' }
  const weeks = `${formatLift(worst.first)} in a visitor’s first week with ${worst.variant}, ${formatLift(worst.later)} after`
  return worst.warning
    ? { tone: 'bad', name, text: `the effect does not last as it began: ${weeks}. Expect the later one.` }
    : { tone: 'good', name, text: `no sure change: ${weeks}.` }
}

function programs({ health: { bots } }: ExperimentResult): HealthWords | undefined {
  if (bots === undefined) return undefined
  return { tone: 'good', name: 'Programs', text: `${formatCountOf(bots, 'visitor')} that looked like one left out.` }
}
