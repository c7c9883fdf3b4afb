import { EndcapError } from '@endcap/core'
import { TABLE_CHOICES, type TableSettings } from './table-settings.js'

/** How a model is fitted. Every value has a default. */
export interface TrainSettings {
  /** `sessions` are ordered visits, `orders` unordered baskets. `auto`: orders when rows of one session share their time. @default 'auto' */
  readonly kind?: 'auto' | 'sessions' | 'orders'
  /** Unit of the time column. `order`: only the order counts, and stands for the time where sessions fade. @default 'auto' */
  readonly timeUnit?: 'auto' | 's' | 'ms' | 'order'
  /** Neighbours kept per item and table, before a budget cuts further. @default 50 */
  readonly neighbours?: number
  /** Half-life of the trend, in days. Where time is only an order: an eighth of the sessions. @default 7 */
  readonly trendHalfLifeDays?: number
  /** An order weighs half when it is older than the newest by this share of the time that the data span; 0: all alike. @default 0.17 */
  readonly basketHalfLifeRatio?: number
  /** How the cart table is pulled to 0, as a multiple of the mean number of orders per item. @default 1 */
  readonly basketRidge?: number
  /** How bought together is found: by the order of the lines, by a ridge over unordered baskets, or `auto`: by what predicts held-out orders better. @default 'auto' */
  readonly baskets?: 'auto' | 'order' | 'ridge'
  /** Pairs that fewer visitors made are left out: model files are public. Use 1 for research only. @default 3 */
  readonly minVisitors?: number
  /** Memory of the ranker, in items. @default 10 */
  readonly memory?: number
  /** Settings of the view table that are not to be chosen. @default all are chosen on a validation slice */
  readonly table?: Partial<TableSettings>
}

/** Values of settings that are left out. */
export const TRAIN_DEFAULTS = {
  kind: 'auto',
  timeUnit: 'auto',
  neighbours: 50,
  trendHalfLifeDays: 7,
  basketHalfLifeRatio: 0.17,
  basketRidge: 1,
  baskets: 'auto',
  minVisitors: 3,
  memory: 10,
  table: {},
} as const satisfies Required<TrainSettings>

/** Settings with every default filled in. */
export type ResolvedTrainSettings = Required<TrainSettings>

/** Lowest and highest allowed value. */
const RANGES: Partial<Record<keyof TrainSettings, readonly [number, number]>> = {
  neighbours: [1, 1000],
  trendHalfLifeDays: [0.01, 1e5],
  basketHalfLifeRatio: [0, 1000],
  basketRidge: [0.01, 1000],
  minVisitors: [1, 1e6],
  memory: [1, 50],
}
const WHOLE = new Set<string>(['neighbours', 'minVisitors', 'memory'])
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  kind: ['auto', 'sessions', 'orders'],
  timeUnit: ['auto', 's', 'ms', 'order'],
  baskets: ['auto', 'order', 'ridge'],
}

/** Fills the defaults in. Throws `option-invalid` for an unknown name or a value outside its range. */
export function resolveTrainSettings(settings: TrainSettings = {}): ResolvedTrainSettings {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) {
    const choices = CHOICES[name]
    const range = RANGES[name as keyof TrainSettings]
    if (choices) {
      if (!choices.includes(value as string)) throw invalid(name, value, `one of ${choices.join(', ')}`)
    } else if (range) {
      const fits = typeof value === 'number' && value >= range[0] && value <= range[1]
      const whole = WHOLE.has(name)
      if (!fits || (whole && !Number.isInteger(value))) {
        throw invalid(name, value, `a ${whole ? 'whole ' : ''}number from ${range[0]} to ${range[1]}`)
      }
    } else if (name === 'table') checkTable(value)
    else throw new EndcapError('option-invalid', `there is no training setting "${name}"`)
  }
  return { ...TRAIN_DEFAULTS, ...Object.fromEntries(given) }
}

const invalid = (name: string, value: unknown, allowed: string): EndcapError =>
  new EndcapError('option-invalid', `${name} is ${JSON.stringify(value)}, it must be ${allowed}`)

function checkTable(table: unknown): void {
  if (typeof table !== 'object' || table === null) throw invalid('table', table, 'an object')
  for (const [name, value] of Object.entries(table)) {
    const scale = TABLE_CHOICES[name as keyof TableSettings]
    if (!scale) throw new EndcapError('option-invalid', `there is no table setting "${name}"`)
    if (!(typeof value === 'number' && value >= 0 && Number.isFinite(value))) {
      throw invalid(`table.${name}`, value, 'a number from 0')
    }
  }
}
