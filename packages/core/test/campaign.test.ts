import fc from 'fast-check'
import { expect, test } from 'vitest'
import { campaignKey, readTags } from '../src/campaign.js'

/** Any UTF-16, halves of characters too. */
const ANYTHING = fc.string({ unit: fc.integer({ max: 0xffff, min: 0 }).map((code) => String.fromCharCode(code)) })

const SHOP = 'https://shop.example/'
const TAGGED = 'utm_source=google&utm_medium=cpc&gclid=abc'

test.each([
  ['loaded again', TAGGED, TAGGED, true],
  ['in another order', TAGGED, 'gclid=abc&utm_medium=cpc&utm_source=google', true],
  ['with other parameters', TAGGED, `page=2&${TAGGED}#top`, true],
  ['after another click', TAGGED, TAGGED.replace('abc', 'abd'), false],
  ['with another content', `${TAGGED}&utm_content=a`, `${TAGGED}&utm_content=b`, false],
  ['with values that are moved', 'utm_source=a&utm_medium=b', 'utm_source=b&utm_medium=a', false],
])('the key of a campaign %s', (_, first, second, isSame) => {
  const keys = [campaignKey(`${SHOP}?${first}`), campaignKey(`${SHOP}mugs?${second}`)]
  expect(keys[0]).toMatch(/^\w{1,7}$/)
  expect(keys[0] === keys[1]).toBe(isSame)
})

test.each(['', '?q=mug&page=2', '?utm_source=&gclid=', '?UTM_SOURCE=a', '#?utm_source=a', '?utm_other=a'])(
  'no key without tags: %s',
  (rest) => {
    expect(campaignKey(SHOP + rest)).toBeUndefined()
  },
)

test('tags are read in their order', () => {
  expect(readTags(`${SHOP}?${TAGGED}&q=1`)).toEqual([
    ['utm_source', 'google'],
    ['utm_medium', 'cpc'],
    ['gclid', 'abc'],
  ])
})

test('never throws', () => {
  fc.assert(
    fc.property(ANYTHING, ANYTHING, (start, value) => {
      for (const url of [start, `${start}?utm_source=${value}`]) {
        expect(campaignKey(url) === undefined).toBe(readTags(url).length === 0)
      }
    }),
  )
})
