/** Row 5: one event that the collector refuses with its whole request. */
import { range } from '../rig.mjs'
import { CORS } from '../road.mjs'

const COUNT = 64
const POISON = 37
const MOST_REQUESTS = 2 * Math.log2(COUNT)

const poisoned = ({ status, code, quick = false }) => ({
  row: 5,
  name: `${status} for one of ${COUNT} events`,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    const refused = []
    road.rule((passage) => {
      if (!passage.text.includes('"poison":true')) return undefined
      refused.push(passage)
      const headers = { ...CORS, 'content-type': 'application/problem+json' }
      return { status, headers, body: JSON.stringify({ status, code, title: 'refused', path: '' }) }
    })
    const good = range(COUNT).filter((n) => n !== POISON)
    await tab.evaluate(
      (count, poison) => {
        window.rig.track(poison)
        window.rig.track(1, poison, { more: { poison: true } })
        window.rig.track(count - poison - 1, poison + 1)
        void window.endcap.flush()
      },
      COUNT,
      POISON,
    )
    await road.until(() => good.every((n) => road.taken().has(n)), 20_000)
    const { dropped, stored } = await tab.evaluate(() => window.endcap.flush())
    const posts = road.posts()
    const requests = posts.length - 1 - posts.indexOf(refused[0])
    return {
      expected: good,
      problems: [
        dropped !== 1 && `${dropped} dropped`,
        stored !== 0 && `${stored} stored`,
        requests > MOST_REQUESTS && `${requests} requests after the first, at most ${MOST_REQUESTS} may be`,
      ],
      facts: { requests, dropped },
    }
  },
})

/** Row 5. @type {import('../rig.mjs').Case[]} */
export const poison = [
  poisoned({ status: 413, code: 'body-too-large', quick: true }),
  poisoned({ status: 422, code: 'value-invalid' }),
]
