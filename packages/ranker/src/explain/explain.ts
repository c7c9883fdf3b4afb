import type { Product } from '@endcap/core'
import { DAY_MS } from '../profile/decay.js'
import type { RankReason, Recommendation } from '../ranker.js'
import type { RankPart } from '../refine/part.js'
import { ENGLISH, type ExplainWords } from './words.js'

/** Why a product stands where it stands. */
export interface Explanation {
  readonly id: string
  /** One sentence. */
  readonly text: string
  /** The same as data: where it came from, what each step did, and how likely its place was. */
  readonly reason: RankReason
}

/** What an explanation is told with. */
export interface ExplainOptions {
  /** Gives seeds their titles; without it their ids stand. */
  product?(id: string): Product | undefined
  /** Of numbers, BCP 47. @default 'en' */
  readonly locale?: string
  /** @default English */
  readonly words?: ExplainWords
}

/** Puts the reason of a recommendation into one plain sentence: its source first, then what the steps did, in their order. */
export function explain(
  { id, reason }: Pick<Recommendation, 'id' | 'reason'>,
  { product, locale = 'en', words = ENGLISH }: ExplainOptions = {},
): Explanation {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const ratio = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const say = (key: keyof ExplainWords, values: Readonly<Record<string, string | number>> = {}): string =>
    words[key].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? ''
      return typeof value === 'number' ? number.format(value) : value
    })
  const titleOf = (of: string): string => product?.(of)?.title ?? of
  const nameOf = (key: string): string => {
    const [kind, ...name] = key.split(':')
    return say(kind as 'category' | 'brand' | 'price', { name: name.join(':') })
  }

  function sayPart(part: RankPart): string {
    switch (part.step) {
      case 'taste':
        return say('taste', {
          percent: ratio.format(part.factor - 1),
          keys: part.keys.map(({ key }) => nameOf(key)).join(', '),
        })
      case 'repeat': {
        const days = part.ageMs / DAY_MS
        if (part.factor > 1) return say('due', { days, interval: (part.intervalMs ?? 0) / DAY_MS })
        return reason.strategy === 'buy-again' ? '' : say('justBought', { percent: ratio.format(part.factor), days })
      }
      case 'weights':
        return say('learned', { from: part.from + 1, to: part.to + 1 })
      case 'fatigue':
        return say('fatigue', { percent: ratio.format(part.factor), shown: Math.ceil(part.shown) })
      case 'diversity':
        return say('variety', { from: part.from + 1, to: part.to + 1 })
      case 'rotation':
        return say('rotation', { from: part.from + 1, to: part.to + 1 })
      case 'exploration':
        return part.drawn ? say('drawn') : ''
      case 'search':
        return ''
    }
  }

  const seed = reason.seed === undefined ? undefined : titleOf(reason.seed)
  const parts = (reason.parts ?? []).map(sayPart).filter((text) => text)
  return { id, text: `${[say(sourceOf(reason), { seed: seed ?? '' }), ...parts].join('; ')}.`, reason }
}

function sourceOf({ strategy, source, seed, parts }: RankReason): keyof ExplainWords {
  if (parts?.some(({ step }) => step === 'search')) return 'searched'
  if (source === 'history') return strategy === 'buy-again' ? 'bought' : 'seen'
  if (source === 'popular') return 'popular'
  if (source === 'model') return strategy === 'bought-together' ? 'boughtTogether' : 'viewedAfter'
  if (seed !== undefined) return 'alike'
  return strategy === 'trending' ? 'newest' : 'fits'
}
