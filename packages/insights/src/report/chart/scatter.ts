import type { Scatter } from '../../statistics/correlate.js'
import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** Height of {@link drawScatter} in pixels. */
export const SCATTER_HEIGHT_PX = 300
const [TOP, BASE] = [10, 264]
const MOST_RADIUS = 8

/** Counts in a grid as dots whose area is the count, the second column upwards. */
export function drawScatter({ a, b, x, y, cells }: Scatter, formatValue: (value: number) => string): Html {
  const most = Math.max(1, ...cells.map(({ count }) => count))
  const across = (at: number) => percent(0.03 + (0.94 * (at + 0.5)) / x.count)
  const up = (at: number) => BASE - ((at + 0.5) / y.count) * (BASE - TOP)
  const dots = cells.map(
    (cell) =>
      html`<circle class="bar" cx="${across(cell.x)}" cy="${up(cell.y)}" r="${Math.max(1.5, MOST_RADIUS * Math.sqrt(cell.count / most))}"/>`,
  )
  const end = (axis: Scatter['x']) => formatValue(axis.from + axis.step * axis.count)
  return html`<line class="base" x1="0" x2="100%" y1="${BASE}" y2="${BASE}"/>${dots}<text class="axis" x="0" y="${BASE + 18}">${a} ${formatValue(x.from)}</text><text class="axis" x="100%" y="${BASE + 18}" text-anchor="end">${end(x)}</text><text class="axis" x="0" y="${TOP}">${b}: ${formatValue(y.from)} to ${end(y)}, upwards</text>`
}
