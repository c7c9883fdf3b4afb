import { EndcapError } from '@endcap/core'

/** How a model is fitted. Every value has a default; research/ranker.md 3.10 is where they come from. */
export interface TrainSettings {
  /** `sessions` are ordered visits, `orders` unordered baskets. `auto`: orders when rows of one session share their time. @default 'auto' */
  readonly kind?: 'auto' | 'sessions' | 'orders'
  /** Unit of the time column. `order`: only the order counts, nothing is decayed. @default 'auto' */
  readonly timeUnit?: 'auto' | 's' | 'ms' | 'order'
  /** Neighbours kept per item and table. @default 30 */
  readonly neighbours?: number
  /** Pairs further apart in a session are not counted. @default 20 */
  readonly maxDistance?: number
  /** Weight of "seen before" relative to "seen after". @default 0.35 */
  readonly backwardRatio?: number
  /** A session this much older than the newest counts half; 0: all alike. Not used where time is only an order. @default 60 */
  readonly halfLifeDays?: number
  /** Half-life of the trend, in days. Where time is only an order: an eighth of the sessions. @default 7 */
  readonly trendHalfLifeDays?: number
  /** View weights are divided by the neighbour's count to this power; more than 0 favours the long tail. @default 0.1 */
  readonly popularityPower?: number
  /** How the cart table is pulled to 0, as a multiple of the mean number of orders per item. @default 1 */
  readonly basketRidge?: number
  /** Pairs that fewer visitors made are left out: model files are public. Use 1 for research only. @default 3 */
  readonly minVisitors?: number
  /** Memory of the ranker, in items. @default 10 */
  readonly memory?: number
  /** The item viewed k steps ago weighs exp(−k / this). @default 1 */
  readonly stepScale?: number
  /** An item met k steps ago gets this × exp(−k / 2) where repeats may be recommended; 0: none. @default 0.02 */
  readonly ownBonus?: number
}

/** Values of settings that are left out. */
export const TRAIN_DEFAULTS = {
  kind: 'auto',
  timeUnit: 'auto',
  neighbours: 30,
  maxDistance: 20,
  backwardRatio: 0.35,
  halfLifeDays: 60,
  trendHalfLifeDays: 7,
  popularityPower: 0.1,
  basketRidge: 1,
  minVisitors: 3,
  memory: 10,
  stepScale: 1,
  ownBonus: 0.02,
} as const satisfies Required<TrainSettings>

/** Settings with every default filled in. */
export type ResolvedTrainSettings = Required<TrainSettings>

/** Lowest and highest allowed value. */
const RANGES: Partial<Record<keyof TrainSettings, readonly [number, number]>> = {
  neighbours: [1, 1000],
  maxDistance: [1, 1000],
  backwardRatio: [0, 1],
  halfLifeDays: [0, 1e5],
  trendHalfLifeDays: [0.01, 1e5],
  popularityPower: [0, 1],
  basketRidge: [0.01, 1000],
  minVisitors: [1, 1e6],
  memory: [1, 50],
  stepScale: [0.1, 1000],
  ownBonus: [0, 1],
}
const WHOLE = new Set<string>(['neighbours', 'maxDistance', 'minVisitors', 'memory'])
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  kind: ['auto', 'sessions', 'orders'],
  timeUnit: ['auto', 's', 'ms', 'order'],
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
    } else throw new EndcapError('option-invalid', `there is no training setting "${name}"`)
  }
  return { ...TRAIN_DEFAULTS, ...Object.fromEntries(given) }
}

const invalid = (name: string, value: unknown, allowed: string): EndcapError =>
  new EndcapError('option-invalid', `${name} is ${JSON.stringify(value)}, it must be ${allowed}`)
