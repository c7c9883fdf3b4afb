/** Row 5: one event that the collector refuses with its whole request. */
import { range } from '../rig.mjs'
import { CORS } from '../road.mjs'

const COUNT = 64
const MOST_REQUESTS = 2 * Math.log2(COUNT)
/** Which of the events it is: how often a batch is halved depends on it. */
const PLACES = [0, 1, 7, 24, 25, 31, 37, 46, 49, 50, 57, 63]

const poisoned = ({ status, code, places, quick = false }) => ({
  row: 5,
  name: `${status} for one of ${COUNT} events, ${places.length} times`,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    let refused = []
    road.rule((passage) => {
      if (!passage.text.includes('"poison":true')) return undefined
      refused.push(passage)
      const headers = { ...CORS, 'content-type': 'application/problem+json' }
      return { status, headers, body: JSON.stringify({ status, code, title: 'refused', path: '' }) }
    })
    const expected = []
    const requests = []
    for (const [round, place] of places.entries()) {
      const from = round * COUNT
      const good = range(COUNT, from).filter((n) => n !== from + place)
      expected.push(...good)
      refused = []
      await tab.evaluate(
        (start, before, after) => {
          window.rig.track(before, start)
          window.rig.track(1, start + before, { more: { poison: true } })
          window.rig.track(after, start + before + 1)
          void window.endcap.flush()
        },
        from,
        place,
        COUNT - place - 1,
      )
      await road.until(() => good.every((n) => road.taken().has(n)), 20_000)
      // Also when the last request was a refused one.
      await tab.evaluate(() => window.endcap.flush())
      const posts = road.posts()
      requests.push(posts.length - 1 - posts.indexOf(refused[0]))
    }
    const { dropped, stored } = await tab.evaluate(() => window.endcap.flush())
    const most = Math.max(...requests)
    return {
      expected,
      problems: [
        dropped !== places.length && `${dropped} dropped, not ${places.length}`,
        stored !== 0 && `${stored} stored`,
        most > MOST_REQUESTS &&
          `${most} requests after the first for event ${places[requests.indexOf(most)]}, at most ${MOST_REQUESTS} may be`,
      ],
      facts: { mostRequests: most, dropped },
    }
  },
})

/** Row 5. @type {import('../rig.mjs').Case[]} */
export const poison = [
  poisoned({ status: 413, code: 'body-too-large', places: [37], quick: true }),
  poisoned({ status: 413, code: 'body-too-large', places: PLACES }),
  poisoned({ status: 422, code: 'value-invalid', places: PLACES }),
]
