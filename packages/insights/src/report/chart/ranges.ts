import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** A value with its interval. */
export interface Range {
  readonly label: string
  readonly text: string
  readonly value: number
  readonly low: number
  readonly high: number
}

const ROW_PX = 52

/** Height of {@link drawRanges} in pixels. */
export function rangesHeightPx(count: number): number {
  return Math.max(1, count) * ROW_PX + 20
}

/**
 * Values with their intervals on one scale, and a line at `mark` with its words below: what does not reach the line is sure to differ.
 * With `isRatio` the scale is of ratios, so that twice and half stand as far from the line.
 */
export function drawRanges(
  rows: readonly Range[],
  { mark, words, isRatio = false }: { readonly mark: number; readonly words: string; readonly isRatio?: boolean },
): Html {
  const place = (value: number) => (isRatio ? Math.log(Math.max(value, 1e-6)) : value)
  const ends = [mark, ...rows.flatMap(({ low, high }) => [low, high])].map(place)
  const [least, most] = [Math.min(...ends), Math.max(...ends)]
  const room = (most - least || 1) * 0.03
  const x = (value: number) => percent((place(value) - least + room) / (most - least + 2 * room || 1))
  const bottom = rows.length * ROW_PX
  const drawn = rows.map(({ label, text, value, low, high }, index) => {
    const top = index * ROW_PX
    const tone = low > mark ? 'good' : high < mark ? 'bad' : 'open'
    return html`<text class="label" x="0" y="${top + 16}">${label}</text><text class="value" x="100%" y="${top + 16}" text-anchor="end">${text}</text><line class="zero" x1="${x(mark)}" x2="${x(mark)}" y1="${top + 22}" y2="${top + 42}"/><line class="range ${tone}" x1="${x(low)}" x2="${x(high)}" y1="${top + 32}" y2="${top + 32}"/><circle class="point ${tone}" cx="${x(value)}" cy="${top + 32}" r="6"/>`
  })
  const share = Number.parseFloat(x(mark))
  const anchor = share < 15 ? 'start' : share > 85 ? 'end' : 'middle'
  return html`${drawn}<text class="axis" x="${x(mark)}" y="${bottom + 14}" text-anchor="${anchor}">${words}</text>`
}
