import {
  type Config,
  EMPTY_CONFIG,
  type ListCaps,
  MOUNT_MODES,
  type Placement,
  STRATEGIES,
  TRIGGERS,
  WIDGETS,
} from '../config.js'
import type { Problem } from '../error.js'
import { EVENT_TYPES, PAGE_KINDS } from '../event.js'
import {
  type Bandit,
  EXPERIMENT_STATUSES,
  type Experiment,
  type ExperimentGroup,
  type ExperimentVariant,
  type Holdout,
  type MetricPlan,
  type VariantDesign,
} from '../experiment.js'
import { checkExperiments } from '../experiment-rules.js'
import type { Campaign } from '../message.js'
import { audience, frequency, messageFrequency, schedule, segment } from './gate.js'
import { campaign, message, popup, survey } from './message.js'
import { boolean, exact, integer, list, note, number, object, oneOf, plain, type Reader, text } from './read.js'
import { rules } from './rules.js'

const name = text(64, 1, /^[a-z0-9][a-z0-9_-]{0,63}$/)

const design = {
  strategy: list(oneOf(STRATEGIES), 10, 1),
  heading: text(200),
  count: integer(1, 50),
  min: integer(1),
  hidden: boolean,
  diversity: number(0, 1),
  caps: object<ListCaps>({ category: integer(1), brand: integer(1) }, []),
  rotate: boolean,
  explore: number(0, 0.5),
  rules,
  dedupe: boolean,
  message,
  survey,
} as const

/** What a variant may change too. */
const place = {
  ...design,
  selector: text(500, 1),
  mode: oneOf(MOUNT_MODES),
  widget: oneOf(WIDGETS),
} as const

const placement: Reader<Placement> = object<Placement>(
  {
    ...place,
    id: name,
    pages: list(oneOf(PAGE_KINDS), 10),
    priority: number(),
    audience,
    schedule,
    trigger: oneOf(TRIGGERS),
    frequency,
    campaign: name,
    popup,
  },
  ['id', 'selector'],
)

const shares: Reader<readonly [start: number, end: number]> = (value, path, problems) => {
  const read = list(number(0, 1), 2, 2)(value, path, problems)
  return read?.length === 2 ? [read[0]!, read[1]!] : undefined
}

const experiment: Reader<Experiment> = object<Experiment>(
  {
    id: name,
    placement: name,
    variants: list(
      object<ExperimentVariant>({ id: name, weight: number(0, 1), set: object<VariantDesign>(place, []) }, [
        'id',
        'weight',
      ]),
      20,
      2,
    ),
    coverage: number(0, 1),
    seed: text(200, 1),
    active: boolean,
    status: oneOf(EXPERIMENT_STATUSES),
    audience,
    schedule,
    group: exact<ExperimentGroup>({ id: text(200, 1), range: shares }, ['id', 'range']),
    sticky: boolean,
    interleave: boolean,
    bandit: object<Bandit>({ floor: number(0, 0.5) }, []),
    hypothesis: text(1000),
    metric: text(64, 1),
  },
  ['id', 'placement', 'variants'],
)

const holdouts: Reader<Holdout> = object<Holdout>({ share: number(0, 1), seed: text(200, 1) }, [])
const metricPlan: Reader<MetricPlan> = object<MetricPlan>(
  {
    id: name,
    label: text(200, 1),
    event: oneOf(EVENT_TYPES),
    sum: oneOf(['value', 'count']),
    per: oneOf(['visitor', 'session']),
    better: oneOf(['higher', 'lower']),
    role: oneOf(['goal', 'secondary', 'guardrail']),
  },
  ['id', 'label', 'event'],
)
const previewKeys: Reader<string> = text(87, 87, /^[\w-]+$/)

/**
 * A config as far as it could be read: a bad placement or experiment is left out and named in `problems`. So are bad rules of the site,
 * whole: rules that are half there show what they were to hide.
 */
export interface ParsedConfig {
  readonly config: Config
  readonly problems: readonly Problem[]
}

/** Reads a config. An unknown version or a wrong shape of the whole gives {@link EMPTY_CONFIG} and the problem. */
export function parseConfig(value: unknown): ParsedConfig {
  const problems: Problem[] = []
  const source = plain(value, '', problems)
  if (!source) return { config: EMPTY_CONFIG, problems }
  if (source.v !== 1) {
    note(problems, source.v === undefined ? 'field-missing' : 'version-unknown', '/v', 'this build reads 1')
    return { config: EMPTY_CONFIG, problems }
  }
  const campaigns = readEach('/campaigns', source.campaigns ?? [], campaign, problems)
  const placements = readEach('/placements', source.placements, placement, problems, (entry, path, own) => {
    if (entry.campaign !== undefined && !campaigns.some(({ id }) => id === entry.campaign)) {
      note(own, 'reference-unknown', `${path}/campaign`, entry.campaign)
    }
    if ((entry.widget === 'offer' || entry.widget === 'popup') && !entry.message) {
      note(own, 'field-missing', `${path}/message`, `the widget ${entry.widget} needs it`)
    }
    if (entry.widget === 'survey' && !entry.survey)
      note(own, 'field-missing', `${path}/survey`, 'the widget survey needs it')
  })
  const holdout = readPart('/holdout', source.holdout, holdouts, problems)
  const experiments = readExperiments(source.experiments ?? [], { placements, holdout, campaigns }, problems)
  const metrics = readEach('/metrics', source.metrics ?? [], metricPlan, problems)
  const pageQuality = readPart('/pageQuality', source.pageQuality, boolean, problems)
  const previewKey = readPart('/previewKey', source.previewKey, previewKeys, problems)
  const site = readPart('/rules', source.rules, rules, problems)
  const messages = readPart('/frequency', source.frequency, messageFrequency, problems)
  const segments = readEach('/segments', source.segments ?? [], segment, problems)
  const off = readPart('/off', source.off, boolean, problems)
  const config = {
    v: 1,
    ...(off && { off }),
    placements,
    experiments,
    ...(site && { rules: site }),
    ...(messages && { frequency: messages }),
    ...(campaigns[0] && { campaigns }),
    ...(segments[0] && { segments }),
    ...(holdout && { holdout }),
    ...(pageQuality !== undefined && { pageQuality }),
    ...(metrics[0] && { metrics }),
    ...(previewKey && { previewKey }),
  } as const
  return { config, problems }
}

/** The part when it is there and without a problem. */
function readPart<T>(path: string, value: unknown, reader: Reader<T>, problems: Problem[]): T | undefined {
  if (value === undefined || value === null) return undefined
  const own: Problem[] = []
  const read = reader(value, path, own)
  problems.push(...own)
  return own.length === 0 ? read : undefined
}

/** Those that can be read, and that keep the rules between them. */
function readExperiments(
  value: unknown,
  { placements, holdout, campaigns }: { placements: Placement[]; holdout: Holdout | undefined; campaigns: Campaign[] },
  problems: Problem[],
): Experiment[] {
  const paths: string[] = []
  const known = new Set(placements.map(({ id }) => id))
  const read = readEach('/experiments', value, experiment, problems, (entry, path, own) => {
    if (!known.has(entry.placement)) note(own, 'reference-unknown', `${path}/placement`, entry.placement)
    entry.variants.forEach(({ set }, i) => {
      const { widget, message, survey } = { ...placements.find(({ id }) => id === entry.placement), ...set }
      const at = `${path}/variants/${i}/set`
      if ((widget === 'offer' || widget === 'popup') && !message) note(own, 'field-missing', `${at}/message`)
      if (widget === 'survey' && !survey) note(own, 'field-missing', `${at}/survey`)
    })
    if (own.length === 0) paths.push(path)
  })
  return checkExperiments({ placements, campaigns, ...(holdout && { holdout }) }, read, (index, code, path, detail) =>
    note(problems, code, `${paths[index]}${path}`, detail),
  )
}

function readEach<T extends { readonly id: string }>(
  path: string,
  value: unknown,
  reader: Reader<T>,
  problems: Problem[],
  check?: (entry: T, path: string, own: Problem[]) => void,
): T[] {
  if (value === undefined) note(problems, 'field-missing', path)
  else if (!Array.isArray(value)) note(problems, 'type-wrong', path, 'expected array')
  if (!Array.isArray(value)) return []
  const entries: T[] = []
  const known = new Set<string>()
  value.forEach((raw: unknown, index) => {
    const at = `${path}/${index}`
    const own: Problem[] = []
    const read = reader(raw, at, own)
    if (read && own.length === 0) {
      if (known.has(read.id)) note(own, 'id-duplicate', `${at}/id`, read.id)
      check?.(read, at, own)
      known.add(read.id)
    }
    if (read && own.length === 0) entries.push(read)
    problems.push(...own)
  })
  return entries
}
