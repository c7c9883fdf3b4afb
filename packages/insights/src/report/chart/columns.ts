import { type Html, html } from '../html.js'
import { niceMax, percent } from './scale.js'

/** One column. */
export interface Column {
  readonly label: string
  readonly value: number
}

/** Height of {@link drawColumns} in pixels. */
export const COLUMNS_HEIGHT_PX = 180
const [TOP, BASE] = [20, 152]
/** No column is wider than this share, so that a single day is not a wall. */
const WIDEST = 0.12

/** Columns over time: the end of the scale is named, its middle is a line; labels stand under the first, middle and last. */
export function drawColumns(columns: readonly Column[], formatValue: (value: number) => string): Html {
  const max = niceMax(Math.max(0, ...columns.map(({ value }) => value)))
  const band = 1 / Math.max(1, columns.length)
  const width = Math.min(band * 0.72, WIDEST)
  const y = (value: number) => BASE - (value / max) * (BASE - TOP)
  const grid = html`<text class="axis" x="0" y="${TOP - 6}">${formatValue(max)}</text>${[max, max / 2].map(
    (value) => html`<line class="grid" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}"/>`,
  )}`
  const bars = columns.map(({ value }, index) => {
    const height = value > 0 ? Math.max(2, BASE - y(value)) : 0
    return html`<rect class="bar" x="${percent((index + 0.5) * band - width / 2)}" width="${percent(width)}" y="${BASE - height}" height="${height}" rx="2"/>`
  })
  return html`${grid}${bars}<line class="base" x1="0" x2="100%" y1="${BASE}" y2="${BASE}"/>${labels(columns, band)}`
}

function labels(columns: readonly Column[], band: number): Html[] {
  const last = columns.length - 1
  const shown = columns.length > 6 ? [0, Math.round(last / 2), last] : columns.map((_, index) => index)
  return shown.map((index) => {
    const isEdge = columns.length > 6 && (index === 0 || index === last)
    const anchor = !isEdge ? 'middle' : index === 0 ? 'start' : 'end'
    const x = !isEdge ? (index + 0.5) * band : index === 0 ? 0 : 1
    return html`<text class="axis" x="${percent(x)}" y="${BASE + 18}" text-anchor="${anchor}">${columns[index]?.label ?? ''}</text>`
  })
}
