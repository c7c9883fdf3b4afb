import { describe, expect, it } from 'vitest'
import { ENGLISH, explain } from '../src/explain.js'
import type { SlotReason } from '../src/index.js'

const say = (reason: SlotReason) => explain({ id: 'p', reason }).text

describe('explain', () => {
  it.each([
    [
      'a pin',
      { strategy: 'trending', source: 'rule', rules: [{ rule: 'pin', of: 'site' }] },
      'Pinned by the rules of the site.',
    ],
    [
      'boosts after the source',
      {
        strategy: 'trending',
        source: 'popular',
        rules: [
          { rule: 'boost', of: 'site', factor: 1.5 },
          { rule: 'boost', of: 'placement', factor: 0.25 },
        ],
      },
      'In demand now; score multiplied by 1.5 by the rules of the site; score multiplied by 0.25 by the rules of this placement.',
    ],
    [
      'what is buried',
      { strategy: 'recent', source: 'history', rules: [{ rule: 'bury', of: 'placement' }] },
      'Viewed before by this visitor; put behind the others by the rules of this placement.',
    ],
    ['no rule', { strategy: 'trending', source: 'popular' }, 'In demand now.'],
  ] as [string, SlotReason, string][])('says %s', (_, reason, text) => {
    expect(say(reason)).toBe(text)
  })

  it('speaks the words that it is given', () => {
    const reason: SlotReason = { strategy: 'trending', source: 'rule', rules: [{ rule: 'pin', of: 'placement' }] }
    const words = { ...ENGLISH, pinned: 'Angeheftet von {by}', placement: 'dieser Stelle' }
    expect(explain({ id: 'p', reason }, { words, locale: 'de' })).toEqual({
      id: 'p',
      text: 'Angeheftet von dieser Stelle.',
      reason,
    })
  })
})
