import { EndcapError } from '@endcap/core'
import type { Interactions } from '../../train/interactions.js'
import type { Predict, Protocol } from '../predict.js'
import { createAr } from './ar.js'
import { createItemKnn } from './item-knn.js'
import { createPop } from './pop.js'
import { createSKnn } from './s-knn.js'
import { createSPop } from './s-pop.js'
import { createSr } from './sr.js'
import { createStan } from './stan.js'
import { createVSknn } from './v-sknn.js'
import { createVmisKnn } from './vmis-knn.js'
import { createVstan } from './vstan.js'
import { WEIGHTINGS } from './weighting.js'

/** A baseline with its settings, as text may give them. */
export interface BaselineSpec {
  /** A name of {@link BASELINES}. */
  readonly name: string
  /** How it is called in results. @default the name */
  readonly label?: string
  /** Those left out have the baseline's default. */
  readonly settings?: Readonly<Record<string, number | string>>
}

/** A way to make a baseline from train alone. */
interface Baseline {
  readonly protocols: readonly Protocol[]
  readonly defaults: Readonly<Record<string, number | string>>
  /** What stands in place of a default in a protocol. */
  readonly defaultsIn?: Partial<Record<Protocol, Readonly<Record<string, number | string>>>>
  /** Settings that are one of some words; the others are numbers. */
  readonly words?: Readonly<Record<string, readonly string[]>>
  readonly create: (train: Interactions, settings: never, protocol: Protocol) => Predict
}

const VISITS = ['session'] as const
const VISITS_AND_LINES = ['session', 'sequence'] as const
const ALL = ['session', 'sequence', 'basket'] as const
const PAIRS = ['distinct', 'rows', 'sessions'] as const

/**
 * The baselines with their default settings: those of session-rec for Yoochoose (research/ranker.md 3.2), which are
 * sound for shops of a few thousand items. For lines and baskets, what repeats the tables of 3.7 and 3.8 best.
 */
const BASELINES: Readonly<Record<string, Baseline>> = {
  pop: { protocols: ALL, defaults: {}, create: (train) => createPop(rowsOf(train)) },
  's-pop': { protocols: VISITS, defaults: {}, create: (train) => createSPop(rowsOf(train)) },
  ar: {
    protocols: ALL,
    defaults: { rules: 20 },
    defaultsIn: { basket: { rules: 0 }, sequence: { rules: 0 } },
    create: createAr,
  },
  sr: {
    protocols: VISITS_AND_LINES,
    defaults: { steps: 8, rules: 20, weighting: 'div' },
    defaultsIn: { sequence: { steps: 20, rules: 0, weighting: 'log' } },
    words: { weighting: WEIGHTINGS },
    create: createSr,
  },
  'item-knn': {
    protocols: ALL,
    defaults: { neighbours: 100, shrink: 20, alpha: 0.5, recency: 4, pairs: 'distinct' },
    defaultsIn: { basket: { neighbours: 30, shrink: 10 }, sequence: { shrink: 10 } },
    words: { pairs: PAIRS },
    create: createItemKnn,
  },
  's-knn': {
    protocols: VISITS,
    defaults: { k: 100, sample: 500, similarity: 'cosine' },
    words: { similarity: ['cosine', 'jaccard', 'root'] },
    create: createSKnn,
  },
  'v-sknn': {
    protocols: VISITS,
    defaults: { k: 500, sample: 5000, weighting: 'quadratic', score: 'div', idf: 5 },
    words: { weighting: WEIGHTINGS, score: WEIGHTINGS },
    create: createVSknn,
  },
  stan: {
    protocols: VISITS,
    defaults: { k: 1000, sample: 10_000, spw: 0.00001, snh: 10, inh: 2 },
    create: createStan,
  },
  vstan: {
    protocols: VISITS,
    defaults: { k: 1500, sample: 10_000, spw: 0.5, snh: 5, inh: 2, ipw: 2, idf: 2 },
    create: createVstan,
  },
  'vmis-knn': { protocols: VISITS, defaults: { m: 500, k: 100, last: 9 }, create: createVmisKnn },
}

/** Names of the baselines. */
export const BASELINE_NAMES: readonly string[] = Object.keys(BASELINES)

/** The baselines of a run that names none. */
export const DEFAULT_BASELINES: Readonly<Record<Protocol, readonly BaselineSpec[]>> = {
  session: ['pop', 'ar', 'sr', 'item-knn', 'v-sknn', 'vstan'].map((name) => ({ name })),
  sequence: ['pop', 'sr', 'item-knn'].map((name) => ({ name })),
  basket: ['pop', 'ar', 'item-knn'].map((name) => ({ name })),
}

/**
 * Names, labels and settings of the baselines of a run; `default` stands for those of the protocol that the list
 * does not name itself. Throws `option-invalid`.
 */
export function resolveBaselines(
  specs: readonly BaselineSpec[],
  protocol: Protocol,
): readonly Required<BaselineSpec>[] {
  const labels = new Set<string>()
  const given = new Set(specs.map(({ name, label = name }) => label))
  const defaults = DEFAULT_BASELINES[protocol].filter(({ name }) => !given.has(name))
  const named = specs.flatMap((spec) => (spec.name === 'default' ? defaults : [spec]))
  return named.map(({ name, label = name, settings = {} }) => {
    const baseline = Object.hasOwn(BASELINES, name) ? BASELINES[name] : undefined
    if (!baseline) throw invalid(`there is no baseline "${name}"; there are ${BASELINE_NAMES.join(', ')}`)
    if (!baseline.protocols.includes(protocol)) throw invalid(`${name} does not answer the protocol ${protocol}`)
    if (labels.has(label)) throw invalid(`two baselines are called "${label}"; tell them apart by label=NAME`)
    labels.add(label)
    const filled = { ...baseline.defaults, ...baseline.defaultsIn?.[protocol] }
    for (const [key, value] of Object.entries(settings)) {
      const words = baseline.words?.[key]
      if (!Object.hasOwn(filled, key)) {
        throw invalid(`${name} has no setting "${key}"; it has ${Object.keys(filled).join(', ') || 'none'}`)
      }
      if (words ? !words.includes(String(value)) : typeof value !== 'number' || !(value >= 0)) {
        throw invalid(
          `${name}: ${key} is ${value}, it must be ${words ? `one of ${words.join(', ')}` : 'a number from 0'}`,
        )
      }
    }
    return { name, label, settings: { ...filled, ...settings } }
  })
}

/** Makes a resolved baseline from train. */
export function createBaseline(
  train: Interactions,
  { name, settings }: Required<BaselineSpec>,
  protocol: Protocol,
): Predict {
  return BASELINES[name]!.create(train, settings as never, protocol)
}

/**
 * Reads `vstan:k=1500,sample=10000;v-sknn`: baselines parted by `;`, settings by `,`. `label=NAME` among the settings
 * names the row, so that one baseline can run twice. Throws `option-invalid`; what the names mean is checked later.
 */
export function parseBaselines(text: string): readonly BaselineSpec[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...rest] = part.split(':')
      const settings: Record<string, number | string> = {}
      let label: string | undefined
      for (const pair of rest
        .join(':')
        .split(',')
        .filter((entry) => entry.trim() !== '')) {
        const [key, value, ...more] = pair.split('=').map((side) => side.trim())
        if (!key || !value || more.length > 0) throw invalid(`"${pair.trim()}" of baseline ${name} is not NAME=VALUE`)
        if (key === 'label') label = value
        else settings[key] = Number.isNaN(Number(value)) ? value : Number(value)
      }
      return { name: name.trim(), ...(label && { label }), settings }
    })
}

function rowsOf({ ids, items }: Interactions): Uint32Array {
  const counts = new Uint32Array(ids.length)
  for (const item of items) counts[item]!++
  return counts
}

const invalid = (detail: string): EndcapError => new EndcapError('option-invalid', detail)
