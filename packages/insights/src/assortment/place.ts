import {
  type Config,
  EndcapError,
  type Experiment,
  PLACEMENT_DEFAULTS,
  type Placement,
  parseConfig,
  type StrategyName,
} from '@endcap/core'
import type { Rule } from './rule.js'

/** Where rules go. */
export interface PlaceOptions {
  /** Placement of the config; a new one needs `selector`. */
  readonly placement: string
  /** Of a new placement: CSS selector of its anchor. */
  readonly selector?: string | undefined
  /** Instead of changing the placement: an experiment with the rules as its second arm. */
  readonly experiment?: string | undefined
  /** The experiment runs at once. @default false: a draft */
  readonly start?: boolean | undefined
  /** Most products that are pinned. @default 4 */
  readonly pins?: number | undefined
}

/** A config with rules in it. */
export interface PlacedRules {
  /** The file as it was but for what was asked: what this version does not know stays in it. */
  readonly config: object
  readonly pins: readonly string[]
  /** The rules that gave the pins, in their order. */
  readonly rules: readonly Rule[]
}

/**
 * Puts the right sides of significant rules on top of a placement, and `bought-together` first among its strategies. Throws `input-empty`
 * without a significant rule, `reference-unknown` for a placement that is not there, `id-duplicate` for an experiment that is, and
 * `value-invalid` naming what the schema refuses.
 */
export function placeRulesInConfig(source: unknown, rules: readonly Rule[], options: PlaceOptions): PlacedRules {
  const { placement: id, selector, experiment, start = false, pins: most = 4 } = options
  const before = parseConfig(source)
  if (before.problems.some(({ path }) => path === '' || path === '/v')) refuse(before.problems[0])
  const chosen = choosePins(rules, most)
  if (chosen.length === 0) {
    throw new EndcapError('input-empty', 'no rule holds after the correction: there is nothing to place')
  }
  const pins = chosen.map(({ rhs }) => rhs)
  const config = source as Config
  const known = config.placements.find((placement) => placement.id === id)
  if (!known && selector === undefined) {
    const ids = config.placements.map((placement) => placement.id).join(', ')
    throw new EndcapError(
      'reference-unknown',
      `the config has no placement ${id} (it has ${ids || 'none'}); a new one needs a selector`,
    )
  }
  if (known && selector !== undefined) {
    throw new EndcapError('option-invalid', `the placement ${id} is there already: leave the selector out`)
  }
  const own: Placement = known ?? {
    id,
    selector: selector ?? '',
    pages: ['product', 'cart'],
    heading: 'Bought together',
  }
  const strategy = [...new Set<StrategyName>(['bought-together', ...(own.strategy ?? PLACEMENT_DEFAULTS.strategy)])]
  const set = { strategy, rules: { ...own.rules, pin: pins } }
  const changed = experiment === undefined ? { ...own, ...set } : own
  const placements = known
    ? config.placements.map((placement) => (placement === known ? changed : placement))
    : [...config.placements, changed]
  const experiments = config.experiments ?? []
  if (experiments.some((other) => other.id === experiment)) {
    throw new EndcapError('id-duplicate', `the config has an experiment ${experiment} already`)
  }
  const test = experiment === undefined ? [] : [testOf(experiment, id, set, { chosen, start })]
  const next = { ...config, placements, ...(test.length > 0 && { experiments: [...experiments, ...test] }) }
  const after = parseConfig(next)
  const old = new Set(before.problems.map(({ path, code }) => `${path} ${code}`))
  const fresh = after.problems.find(({ path, code }) => !old.has(`${path} ${code}`))
  if (fresh) refuse(fresh)
  return { config: next, pins, rules: chosen }
}

function refuse(
  problem: { readonly path: string; readonly detail?: string; readonly code: string } | undefined,
): never {
  throw new EndcapError(
    'value-invalid',
    `config${problem?.path ?? ''}: ${problem?.detail ?? problem?.code ?? 'no config'}`,
  )
}

/** Of each right side the rule with the greatest extra sales: what count is above chance. */
function choosePins(rules: readonly Rule[], most: number): Rule[] {
  const gain = ({ count, expected }: Rule) => count - expected
  const best = new Map<string, Rule>()
  for (const rule of rules) {
    if (!rule.isSignificant || rule.lhs.length === 0) continue
    const known = best.get(rule.rhs)
    if (!known || gain(rule) > gain(known)) best.set(rule.rhs, rule)
  }
  return [...best.values()].sort((a, b) => gain(b) - gain(a) || (a.rhs < b.rhs ? -1 : 1)).slice(0, most)
}

function testOf(
  id: string,
  placement: string,
  set: Pick<Placement, 'strategy' | 'rules'>,
  { chosen, start }: { readonly chosen: readonly Rule[]; readonly start: boolean },
): Experiment {
  const words = chosen.map(({ lhs, rhs, lift }) => `${lhs.join(' + ')} → ${rhs} (lift ${lift.toFixed(2)})`)
  return {
    id,
    placement,
    status: start ? 'running' : 'draft',
    variants: [
      { id: 'control', weight: 0.5 },
      { id: 'bought-together', weight: 0.5, set },
    ],
    hypothesis: `Products that are bought together sell more when they stand on top: ${words.join('; ')}`.slice(
      0,
      1000,
    ),
  }
}
