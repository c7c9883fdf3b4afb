/** Row 9: a page that allows nothing but the script tag and the collector. */
import { range } from '../rig.mjs'

const COUNT = 5
const NONCE = 'cmlnIG5vbmNl'

const strict = {
  row: 9,
  name: "strict CSP, Trusted Types 'none', SRI",
  quick: true,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const policy = [
      "default-src 'none'",
      `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
      `connect-src ${road.url}`,
      // For the page's own icon.
      "img-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; ')
    const page = site.page('/strict', {
      nonce: NONCE,
      integrity: true,
      headers: { 'content-security-policy': policy },
      attributes: { 'data-config': `${road.url}/config.json`, 'data-catalog': `${road.url}/catalog.json` },
      body: '<main id="rows"></main>',
    })
    const tab = await stage.shopper(page)
    const { cards, hasTypes } = await tab.evaluate(async (count) => {
      window.rig.track(count)
      await window.endcap.flush()
      await window.endcap.ready
      const find = () => document.querySelectorAll('[data-endcap-slot] [data-endcap-item]').length
      const untilMs = Date.now() + 3000
      while (!find() && Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 20))
      return { cards: find(), hasTypes: 'trustedTypes' in window }
    }, COUNT)
    await road.until(() => range(COUNT).every((n) => road.taken().has(n)), 10_000)
    const { violations, reports } = await tab.evaluate(() => window.rig.notes)
    return {
      expected: range(COUNT),
      problems: [...violations, ...reports, cards === 0 && 'no card was drawn'],
      facts: { cards },
      note: hasTypes ? undefined : 'this engine has no Trusted Types',
    }
  },
}

/** Row 9. @type {import('../rig.mjs').Case[]} */
export const policy = [strict]
