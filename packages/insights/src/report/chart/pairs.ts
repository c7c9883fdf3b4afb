import { type Html, html } from '../html.js'
import { niceMax, percent } from './scale.js'

/** What was expected of a group, and what came. */
export interface Pair {
  readonly label: string
  readonly expected: number
  readonly actual: number
}

/** Height of {@link drawPairs} in pixels. */
export const PAIRS_HEIGHT_PX = 200
const [TOP, BASE] = [24, 160]

/** A column for what came, with a point for what was expected: the nearer, the better. */
export function drawPairs(pairs: readonly Pair[], formatValue: (value: number) => string): Html {
  const max = niceMax(Math.max(0, ...pairs.flatMap(({ expected, actual }) => [expected, actual])))
  const band = 1 / Math.max(1, pairs.length)
  const width = Math.min(band * 0.6, 0.1)
  const y = (value: number) => BASE - (value / max) * (BASE - TOP)
  const grid = [max, max / 2].map(
    (value) => html`<line class="grid" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}"/>`,
  )
  const columns = pairs.map(({ label, expected, actual }, index) => {
    const middle = (index + 0.5) * band
    const height = actual > 0 ? Math.max(2, BASE - y(actual)) : 0
    return html`<rect class="bar" x="${percent(middle - width / 2)}" width="${percent(width)}" y="${BASE - height}" height="${height}" rx="2"/><circle class="point open" cx="${percent(middle)}" cy="${y(expected)}" r="6"/><text class="axis" x="${percent(middle)}" y="${BASE + 18}" text-anchor="middle">${label}</text>`
  })
  return html`<text class="axis" x="0" y="${TOP - 8}">${formatValue(max)}</text><text class="axis" x="100%" y="${TOP - 8}" text-anchor="end">column: came · point: expected</text>${grid}${columns}<line class="base" x1="0" x2="100%" y1="${BASE}" y2="${BASE}"/>`
}
