/** Why a product stands where it stands, in data and in words. A file of its own: pages need it only for debugging. */
import {
  ENGLISH,
  explain as explainRank,
  type ExplainOptions as RankExplainOptions,
  type ExplainWords as RankExplainWords,
} from '@endcap/ranker/explain'
import type { SlotReason } from './client.js'
import type { AppliedRule } from './rules.js'

/** The words of an explanation: the ranker's, and those of rules. Words that are left out are English. */
export interface ExplainWords extends RankExplainWords {
  readonly pinned?: string
  readonly buried?: string
  readonly boosted?: string
  /** By whom: `{by}` in the others. */
  readonly site?: string
  readonly placement?: string
}

/** What an explanation is told with. */
export interface ExplainOptions extends Omit<RankExplainOptions, 'words'> {
  /** @default English */
  readonly words?: ExplainWords
}

/** Why a product stands where it stands. */
export interface Explanation {
  readonly id: string
  /** One sentence. */
  readonly text: string
  /** The same as data. */
  readonly reason: SlotReason
}

export { ENGLISH }

const RULE_WORDS = {
  pinned: 'Pinned by the rules of {by}',
  buried: 'put behind the others by the rules of {by}',
  boosted: 'score multiplied by {factor} by the rules of {by}',
  site: 'the site',
  placement: 'this placement',
} as const

/** Puts the reason of a slot's item into one plain sentence: a pin, or its source and what the ranker's steps did; then the rules. */
export function explain(
  { id, reason }: { readonly id: string; readonly reason: SlotReason },
  { words = ENGLISH, ...options }: ExplainOptions = {},
): Explanation {
  const { source, rules = [] } = reason
  const number = new Intl.NumberFormat(options.locale ?? 'en')
  const sayRule = (applied: AppliedRule): string => {
    const said = { ...RULE_WORDS, ...words }
    const text = said[({ pin: 'pinned', bury: 'buried', boost: 'boosted' } as const)[applied.rule]]
    const factor = applied.rule === 'boost' ? number.format(applied.factor) : ''
    return text.replace('{by}', said[applied.of]).replace('{factor}', factor)
  }
  const ranked = source === 'rule' ? '' : explainRank({ id, reason: { ...reason, source } }, { ...options, words }).text
  const told = [...(ranked && [ranked.replace(/\.$/, '')]), ...rules.map(sayRule)]
  return { id, text: `${told.join('; ')}.`, reason }
}
