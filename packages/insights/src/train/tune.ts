import { fitContent } from './content.js'
import { diffuse } from './diffuse.js'
import type { Interactions } from './interactions.js'
import { createMeasure, type Quality } from './measure.js'
import { findOccurrences, spanOf } from './occurrences.js'
import { countItems, fitRecency } from './popularity.js'
import type { ItemTraits } from './read-items.js'
import type { NeighbourRows } from './rows.js'
import { addContent, shapeRows } from './shape.js'
import { holdOut, type TableGoal } from './slice.js'
import { scoringOf, TABLE_CHOICES, TABLE_DEFAULTS, type TableSettings } from './table-settings.js'
import { countTransitions } from './transitions.js'

/** What a choice is made with. */
export interface TuneOptions {
  readonly goal: TableGoal
  /** Values that are given are kept. */
  readonly fixed: Partial<TableSettings>
  readonly traits?: ReadonlyMap<string, ItemTraits> | undefined
  readonly memory: number
  /** Hears of the share that is done, from 0 to 1. */
  readonly onProgress?: ((ratio: number) => void) | undefined
}

/** The settings that were chosen, and what they do on the validation slice. */
export interface Tuned {
  readonly settings: TableSettings
  readonly quality: Quality
  /** Questions of the slice. */
  readonly questions: number
}

type Name = keyof TableSettings

/** In this order, twice: what is cheap to try and moves most comes first, what needs new counts comes last. */
const ORDER: readonly Name[] = [
  'weightPower',
  'popularityPower',
  'trendPower',
  'stepScale',
  'ownBonus',
  'earlierShare',
  'confidence',
  'contentShare',
  'trendScale',
  'spread',
  'halfLifeRatio',
  'backwardRatio',
  'distanceScale',
  'spreadAgain',
  'ownScale',
]
const ROUNDS = 2
/** A choice looks so many values further before it says that none does better. */
const PATIENCE = 2
/** Fewer questions than this say nothing. */
export const LEAST_QUESTIONS = 200
/** The first places of a list are what shoppers see: the reciprocal rank counts so much, the hit rate 1. */
const RANK_WEIGHT = 1.5
/** A gain of less, over both, is taken for chance: a choice that follows chance is worse on later visits. */
const LEAST_GAIN = 0.002
/** Neighbours kept while trying. */
const MOST = 100

/**
 * Chooses how the table of these data is made: settings are moved one at a time to the next value on their scale as long as
 * hit rate and reciprocal rank, each relative to where the choice began, gain together. Everything is fitted on what lies
 * before the validation slice. Deterministic. With fewer than 200 questions the defaults hold.
 */
export function tuneTable(data: Interactions, { goal, fixed, traits, memory, onProgress }: TuneOptions): Tuned {
  const { fitted, held } = holdOut(data, goal)
  const begin: TableSettings = { ...TABLE_DEFAULTS, ...(traits ? {} : { contentShare: 0 }), ...fixed }
  if (held.at.length < LEAST_QUESTIONS) {
    return { settings: begin, quality: { hitRate: 0, reciprocalRank: 0 }, questions: held.at.length }
  }
  const counts = countItems(fitted)
  const occurrences = findOccurrences(fitted)
  const content = fitContent(data.ids, traits, counts)
  const measure = createMeasure(held, counts, goal)
  const counted = createMemo<NeighbourRows>(12)
  const walked = createMemo<NeighbourRows>(6)
  const recent = createMemo<Float64Array>(6)
  // What is fitted here is less than what is fitted in the end, and a share of the span must mean the same time in both.
  const span = spanOf(data)

  /** Items whose rows answer the questions: the others need not be made. */
  const asked = new Uint8Array(counts.length)
  held.at.forEach((at, question) => {
    for (let row = Math.max(held.from[question]!, at - memory + 1); row <= at; row++) asked[held.items[row]!] = 1
  })

  const tried = new Map<string, Quality>()
  const trial = (settings: TableSettings): Quality => {
    const key = JSON.stringify(settings)
    const known = tried.get(key) ?? tryOut(settings)
    tried.set(key, known)
    return known
  }
  const tryOut = (settings: TableSettings): Quality => {
    const { halfLifeRatio, distanceScale, backwardRatio, spread, spreadAgain } = settings
    const countKey = `${halfLifeRatio} ${distanceScale} ${backwardRatio}`
    const rows = walked(`${countKey} ${spread} ${spreadAgain}`, () =>
      diffuse(
        counted(countKey, () => countTransitions(fitted, occurrences, settings, { most: MOST, minVisitors: 1, span })),
        counts,
        settings,
        MOST,
        asked,
      ),
    )
    const recency = recent(`${settings.trendScale}`, () => fitRecency(fitted, counts, settings.trendScale, span))
    const shaped = shapeRows(rows, counts, recency, settings)
    const mixed = settings.contentShare > 0 ? addContent(shaped, content, settings.contentShare, MOST) : shaped
    return measure(mixed, scoringOf(settings, memory))
  }

  let best = begin
  let quality = trial(begin)
  const first = quality
  const gainOf = ({ hitRate, reciprocalRank }: Quality): number =>
    hitRate / (first.hitRate || 1) + (RANK_WEIGHT * reciprocalRank) / (first.reciprocalRank || 1)
  const free = ORDER.filter((name) => fixed[name] === undefined && (name !== 'contentShare' || content))
  for (let turn = 0; turn < ROUNDS * free.length; turn++) {
    const name = free[turn % free.length]!
    const scale = TABLE_CHOICES[name]
    const start = nearest(scale, best[name])
    // Up the scale, and when that does not help, down.
    for (const direction of [1, -1]) {
      for (
        let place = start + direction, misses = 0;
        misses < PATIENCE && scale[place] !== undefined;
        place += direction
      ) {
        const next = { ...best, [name]: scale[place]! }
        const found = trial(next)
        if (gainOf(found) > gainOf(quality) + LEAST_GAIN) {
          best = next
          quality = found
          misses = 0
        } else misses++
      }
      if (best[name] !== scale[start] && nearest(scale, best[name]) !== start) break
    }
    onProgress?.((turn + 1) / (ROUNDS * free.length))
  }
  return { settings: best, quality, questions: held.at.length }
}

function nearest(scale: readonly number[], value: number): number {
  let found = 0
  scale.forEach((entry, place) => {
    if (Math.abs(entry - value) < Math.abs(scale[found]! - value)) found = place
  })
  return found
}

/** Keeps the last `most` values by key. */
function createMemo<T>(most: number) {
  const kept = new Map<string, T>()
  return (key: string, make: () => T): T => {
    const known = kept.get(key)
    if (known !== undefined) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const made = make()
    kept.set(key, made)
    if (kept.size > most) kept.delete(kept.keys().next().value as string)
    return made
  }
}
