import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** Several values of one thing. */
export interface BarGroup {
  readonly label: string
  /** In the order of the series. */
  readonly values: readonly { readonly value: number; readonly text: string }[]
}

const HEAD_PX = 26
const BAR_PX = 18

/** Height of {@link drawGroupedBars} in pixels. */
export function groupedBarsHeightPx(groups: number, series: number): number {
  return Math.max(1, groups) * (HEAD_PX + series * BAR_PX + 8)
}

/** Lying bars in groups, a bar a series, all on one scale from 0 to the longest; each bar is named, so that no colour has to be. */
export function drawGroupedBars(groups: readonly BarGroup[], series: readonly string[]): Html {
  const max = Math.max(0, ...groups.flatMap(({ values }) => values.map(({ value }) => value))) || 1
  // Names stand left of the bars, values right of them.
  const [left, width] = [0.24, 0.56]
  return html`${groups.map(({ label, values }, group) => {
    const top = group * groupedBarsHeightPx(1, series.length)
    return html`<text class="label" x="0" y="${top + 16}">${label}</text>${values.map(({ value, text }, at) => {
      const y = top + HEAD_PX + at * BAR_PX
      const opacity = (1 - (0.65 * at) / Math.max(1, series.length - 1)).toFixed(2)
      return html`<text class="axis" x="0" y="${y + 10}">${series[at] ?? ''}</text><rect class="track" x="${percent(left)}" y="${y + 1}" width="${percent(width)}" height="10" rx="3"/>${value > 0 && html`<rect class="bar" opacity="${opacity}" x="${percent(left)}" y="${y + 1}" width="${percent(Math.max(0.004, (value / max) * width))}" height="10" rx="3"/>`}<text class="axis" x="100%" y="${y + 10}" text-anchor="end">${text}</text>`
    })}`
  })}`
}
