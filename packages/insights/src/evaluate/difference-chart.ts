import { percent } from '../report/chart/scale.js'
import { type Html, html } from '../report/html.js'
import type { PairedDifference } from './bootstrap-methods.js'

const ROW_PX = 56

/** Height of {@link drawDifferences} in pixels. */
export function differencesHeightPx(count: number): number {
  return Math.max(1, count) * ROW_PX + 20
}

/**
 * Paired differences as points with intervals, all on one scale with zero in the middle: right is better for endcap.
 * The scale ends at three times the middle one, so that a weak method does not press the close ones together; what is
 * beyond it stands at the edge, with its value beside it.
 */
export function drawDifferences(
  rows: readonly { readonly label: string; readonly difference: PairedDifference }[],
  formatValue: (value: number) => string,
): Html {
  const extents = rows
    .map(({ difference: { low, high } }) => Math.max(Math.abs(low), Math.abs(high), 1e-9))
    .sort((a, b) => a - b)
  const middle = extents[extents.length >> 1] ?? 1
  const reach = Math.min(extents.at(-1) ?? 1, middle * 3) * 1.1
  const x = (value: number) => percent(0.5 + value / reach / 2)
  const bottom = rows.length * ROW_PX
  const marks = rows.map(({ label, difference: { value, low, high } }, index) => {
    const top = index * ROW_PX
    const tone = low > 0 ? 'good' : high < 0 ? 'bad' : 'open'
    return html`<text class="label" x="0" y="${top + 16}">${label}</text><text class="value" x="100%" y="${top + 16}" text-anchor="end">${formatValue(value)}</text><line class="zero" x1="50%" x2="50%" y1="${top + 24}" y2="${top + 44}"/><line class="range ${tone}" x1="${x(low)}" x2="${x(high)}" y1="${top + 34}" y2="${top + 34}"/><circle class="point ${tone}" cx="${x(value)}" cy="${top + 34}" r="6"/>`
  })
  return html`${marks}<text class="axis" x="0" y="${bottom + 14}">endcap worse</text><text class="axis" x="50%" y="${bottom + 14}" text-anchor="middle">alike</text><text class="axis" x="100%" y="${bottom + 14}" text-anchor="end">endcap better</text>`
}
