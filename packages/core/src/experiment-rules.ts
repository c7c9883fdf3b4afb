/** What must hold between the parts of experiments: seeds, weights, arms that can be compared. Pure, for pages and for `--check` alike. */
import { type Config, MESSAGE_WIDGETS, PLACEMENT_DEFAULTS, type Placement, type WidgetName } from './config.js'
import type { ErrorCode } from './error.js'
import { type Experiment, groupSeed, HOLDOUT_DEFAULTS, RESERVED, type VariantDesign } from './experiment.js'

/** Notes that an experiment breaks a rule, at a path within it. */
export type NoteRule = (code: ErrorCode, path: string, detail: string) => void

/** What an interleaved variant may change: how products are chosen. */
const CHOICE: readonly (keyof VariantDesign)[] = ['strategy', 'diversity', 'caps', 'rotate', 'rules']

/** What a widget can be tested against: what draws the same kind of thing. */
const familyOf = (widget: WidgetName): string =>
  widget === 'reorder' ? widget : MESSAGE_WIDGETS.some((name) => name === widget) ? 'message' : 'list'

/** Whether the experiment decides something: it is no draft, was not stopped and not switched off. */
export const isRunning = ({ status = 'running', active = true }: Experiment): boolean => active && status === 'running'

/**
 * The experiments that keep the rules, in their order; of the others `tell` hears, once for each rule, by their position. Two decisions
 * with one seed would choose the same visitors: the later one is left out. A placement carries one running experiment, or several of one group whose
 * ranges do not overlap.
 */
export function checkExperiments(
  { placements, holdout, campaigns = [] }: Pick<Config, 'placements' | 'holdout' | 'campaigns'>,
  experiments: readonly Experiment[],
  tell: (index: number, ...rule: Parameters<NoteRule>) => void,
): Experiment[] {
  const seeds = new Map([[holdout?.seed ?? HOLDOUT_DEFAULTS.seed, 'the holdout']])
  for (const { id } of campaigns) seeds.set(`campaign:${id}`, `the campaign ${id}`)
  for (const { group } of experiments) if (group) seeds.set(groupSeed(group.id), `the group ${group.id}`)
  const running: Experiment[] = []
  return experiments.filter((experiment, index) => {
    let isSound = true
    const note: NoteRule = (...rule) => {
      isSound = false
      tell(index, ...rule)
    }
    const { id, placement, seed = id } = experiment
    const known = seeds.get(seed)
    if (known)
      note('id-duplicate', '/seed', `${id} and ${known} have the seed ${seed}: they would choose the same visitors`)
    else seeds.set(seed, `the experiment ${id}`)
    checkArms(
      experiment,
      placements.find((entry) => entry.id === placement),
      note,
    )
    const rival =
      isRunning(experiment) && running.find((other) => other.placement === placement && !isApart(experiment, other))
    if (rival)
      note(
        'id-duplicate',
        '/placement',
        `${rival.id} runs there too: give both one group and ranges that do not overlap`,
      )
    if (isSound && isRunning(experiment)) running.push(experiment)
    return isSound
  })
}

const isApart = ({ group: a }: Experiment, { group: b }: Experiment): boolean =>
  !!a && !!b && a.id === b.id && (a.range[1] <= b.range[0] || b.range[1] <= a.range[0])

function checkArms(experiment: Experiment, placement: Placement | undefined, note: NoteRule): void {
  const { id, variants, interleave, group } = experiment
  if (id === RESERVED.holdout) note('value-invalid', '/id', `${id} is reserved`)
  const sum = variants.reduce((total, { weight }) => total + weight, 0)
  // Written so that no number passes for none.
  if (!(Math.abs(sum - 1) <= 0.01)) note('value-invalid', '/variants', `weights sum to ${sum}, not 1`)
  const ids = new Set(variants.map((variant) => variant.id))
  if (ids.size < variants.length) note('id-duplicate', '/variants', 'two variants have one id')
  if (ids.has(RESERVED.interleaved)) note('value-invalid', '/variants', `${RESERVED.interleaved} is reserved`)
  if (group && !(group.range[0] < group.range[1])) note('value-invalid', '/group/range', 'must end after it begins')
  const widgets = [placement, ...variants.map(({ set }) => ({ ...placement, ...set }))].map(
    (each) => each?.widget ?? PLACEMENT_DEFAULTS.widget,
  )
  // A placement that an element brings with it is known in the page alone.
  if (placement && new Set(widgets.map(familyOf)).size > 1)
    note('value-invalid', '/variants', 'lists, messages and the shop’s own list cannot stand in for each other')
  if (!interleave) return
  const isList = familyOf(widgets[0]!) === 'list'
  const allowed = isList ? CHOICE : [...CHOICE, 'hidden']
  const changed = variants.flatMap(({ set = {} }) => Object.keys(set))
  const other = changed.find((field) => !(allowed as readonly string[]).includes(field))
  if (familyOf(widgets[0]!) === 'message') note('value-invalid', '/interleave', 'messages have no products to draft')
  if (variants.length !== 2) note('value-invalid', '/interleave', 'takes exactly two variants')
  if (other) note('value-invalid', '/interleave', `both share one list: ${other} cannot differ`)
  if (!changed[0]) note('value-invalid', '/interleave', 'the variants choose products alike')
}
