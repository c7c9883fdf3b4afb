/** Row 4: what the collector, or a proxy in its place, may answer; one outcome for each. */
import { setVisibility } from '../../browsers/driver.mjs'
import { pause, range } from '../rig.mjs'
import { CORS } from '../road.mjs'

const COUNT = 5
const expected = range(COUNT)

const isTaken = (road) => expected.every((n) => road.taken().has(n))
const track = (count) => {
  window.rig.track(count)
  // Not awaited: with some answers it takes half a minute.
  void window.endcap.flush()
}
const flush = (tab) => tab.evaluate(() => window.endcap.flush())

/** Answers of a proxy carry no CORS headers, so the page sees a failed request and no status. */
const GATEWAY = { 'content-type': 'text/html' }
const HTML = { headers: { ...CORS, 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' }

/** Wrong answers, `times` over, after which the collector answers again: everything is delivered in the end. */
const later = ({ name, answer, times = 2, deadlineMs = 20_000, quick = false, note }) => ({
  row: 4,
  name: `${name}: delivered later`,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    let left = times
    road.rule((passage) => {
      if (passage.path === '/portal') return { status: 200, ...HTML }
      return left-- > 0 ? answer(road) : undefined
    })
    await tab.evaluate(track, COUNT)
    await road.until(() => isTaken(road) && left < 0, deadlineMs)
    const { stored, dropped } = await flush(tab)
    return {
      expected,
      note,
      problems: [stored !== 0 && `${stored} stored`, dropped !== 0 && `${dropped} dropped`],
    }
  },
})

const WAIT_S = 4

/** What else may happen while the collector asked for patience. None of it may send. */
const MEANWHILE = {
  'flushed, hidden and shown': async (_stage, _site, tab) => {
    await flush(tab)
    await setVisibility(tab, 'hidden')
    await setVisibility(tab, 'visible')
  },
  'next page of the shop': (_stage, site, tab) => tab.goto(site.shop),
  'second tab': (stage, site) => stage.tab(site.shop),
}

/** `Retry-After`: nothing before the time. */
const patient = ({ status, form, meanwhile, quick = false }) => ({
  row: 4,
  name: `${status}, Retry-After ${form}, ${meanwhile}: nothing early`,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    let dueMs = Infinity
    road.rule(() => {
      if (dueMs !== Infinity) return undefined
      const atMs = Date.now() + WAIT_S * 1000
      // A date has whole seconds.
      dueMs = form === 'in seconds' ? atMs : Math.floor(atMs / 1000) * 1000
      const wait = form === 'in seconds' ? String(WAIT_S) : new Date(dueMs).toUTCString()
      return { status, headers: { ...CORS, 'retry-after': wait } }
    })
    await tab.evaluate(track, COUNT)
    await road.until(() => dueMs !== Infinity, 10_000)
    const first = road.posts().length
    await MEANWHILE[meanwhile](stage, site, tab)
    await road.until(() => isTaken(road), WAIT_S * 1000 + 20_000)
    const early = road
      .posts()
      .slice(first)
      .filter(({ atMs }) => atMs < dueMs).length
    return { expected, problems: [early > 0 && `${early} early requests`], facts: { early } }
  },
})

/** The collector will not have these events: they are given up, and counted. */
const refused = {
  row: 4,
  name: '400: dropped, with a counter',
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    const before = road.posts().length
    road.rule(({ text }) => (text.includes('"custom"') ? { status: 400, headers: CORS, body: '{}' } : undefined))
    await tab.evaluate(track, COUNT)
    await road.until(() => road.posts().length > before, 10_000)
    const { stored, dropped } = await flush(tab)
    return { expected: [], problems: [stored !== 0 && `${stored} stored`, dropped !== COUNT && `${dropped} dropped`] }
  },
}

/** The collector will have nothing of this page: it falls silent, and keeps the events for the next one. */
const halted = (status) => ({
  row: 4,
  name: `${status}: halted until the next page`,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    const before = road.posts().length
    road.rule(() => ({ status, headers: CORS, body: '{}' }))
    await tab.evaluate(track, COUNT)
    await road.until(() => road.posts().length > before, 10_000)
    await tab.evaluate(() => window.rig.track(1, 5))
    await flush(tab)
    // Longer than an event waits for company.
    await pause(3000)
    await setVisibility(tab, 'hidden')
    const more = road.posts().length - before - 1
    road.rule(() => undefined)
    await tab.goto(site.shop)
    await road.until(() => isTaken(road) && road.taken().has(5), 15_000)
    return { expected: range(COUNT + 1), problems: [more > 0 && `${more} requests after the first`] }
  },
})

const status = (code) => ({ name: String(code), answer: () => ({ status: code, headers: CORS, body: '{}' }) })
const redirect = (code) => ({
  name: `${code} to a sign-in page`,
  answer: ({ url }) => ({ status: code, headers: { ...CORS, location: `${url}/portal` } }),
})

/** Row 4. @type {import('../rig.mjs').Case[]} */
export const statuses = [
  later({ ...status(500), quick: true }),
  ...[502, 503, 504, 408, 429].map((code) => later(status(code))),
  later({ name: '502 of a gateway', answer: () => ({ status: 502, headers: GATEWAY, body: 'bad gateway' }) }),
  later({ name: 'connection reset', answer: () => ({ fault: 'reset' }), quick: true }),
  later({
    name: 'answer cut off',
    answer: () => ({ fault: 'truncate' }),
    note: 'its events are sent again: no answer, no receipt',
  }),
  later({ name: '204', answer: () => ({ status: 204, headers: CORS }) }),
  ...[301, 302, 303, 307, 308].map((code) => later(redirect(code))),
  later({ name: 'HTML 200 of a proxy', answer: () => ({ status: 200, ...HTML }), quick: true }),
  later({
    name: 'no answer at all',
    answer: () => ({ fault: 'hang' }),
    times: 1,
    deadlineMs: 60_000,
    note: 'waits for the 30 s of a request',
  }),
  patient({ status: 429, form: 'in seconds', meanwhile: 'flushed, hidden and shown', quick: true }),
  patient({ status: 429, form: 'as a date', meanwhile: 'flushed, hidden and shown' }),
  patient({ status: 503, form: 'in seconds', meanwhile: 'flushed, hidden and shown' }),
  patient({ status: 503, form: 'as a date', meanwhile: 'flushed, hidden and shown' }),
  patient({ status: 429, form: 'in seconds', meanwhile: 'next page of the shop' }),
  patient({ status: 429, form: 'in seconds', meanwhile: 'second tab' }),
  refused,
  halted(401),
  halted(403),
]
