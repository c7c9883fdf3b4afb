import { type Html, html } from '../html.js'

<<<<<<< HEAD

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
    return html`<text class="label" x="0" y="${top + 16}">${label}</text><text class="value" x="100%" y="${top + 16}" text-anchor="end">${text}</text><line class="range ${tone}" x1="${x(low)}" x2="${x(high)}" y1="${top + 32}" y2="${top + 32}"/><circle class="point ${tone}" cx="${x(value)}" cy="${top + 32}" r="6"/>`
  })
  const share = Number.parseFloat(x(mark))
  const anchor = share < 15 ? 'start' : share > 85 ? 'end' : 'middle'
  return html`<line class="zero" x1="${x(mark)}" x2="${x(mark)}" y1="22" y2="${bottom}"/>${drawn}<text class="axis" x="${x(mark)}" y="${bottom + 14}" text-anchor="${anchor}">${words}</text>`
=======
import { niceMax, percent } from './scale.js'

/** A value within a range, with another one beside it that it may be held against. */
export interface Range {
  readonly label: string
  readonly text: string
  readonly low: number
  readonly high: number
  readonly value: number
  /** Drawn as a stroke across: what was observed, where the range is what was to be expected. */
  readonly mark?: number
  readonly tone?: 'good' | 'bad' | 'open'
}

const ROW_PX = 56

/** Height of {@link drawRanges} in pixels. */
export function rangesHeightPx(count: number): number {
  return Math.max(1, count) * ROW_PX
}

/** A row each, from 0 to the end of the scale; `isShared`: one scale for all rows, else each has its own. */
export function drawRanges(rows: readonly Range[], { isShared }: { readonly isShared: boolean }): Html {
  const endOf = ({ high, mark = 0 }: Range) => Math.max(high, mark)
  const end = niceMax(Math.max(0, ...rows.map(endOf)))
  return html`${rows.map((row, index) => {
    const { label, text, low, high, value, mark, tone = 'open' } = row
    const top = index * ROW_PX
    const x = (at: number) => percent(at / (isShared ? end : niceMax(endOf(row))))
    return html`<text class="label" x="0" y="${top + 16}">${label}</text><text class="value" x="100%" y="${top + 16}" text-anchor="end">${text}</text><rect class="track" x="0" y="${top + 33}" width="100%" height="2"/><line class="range ${tone}" x1="${x(low)}" x2="${x(high)}" y1="${top + 34}" y2="${top + 34}"/><circle class="point ${tone}" cx="${x(value)}" cy="${top + 34}" r="5"/>${mark !== undefined && html`<line class="base" x1="${x(mark)}" x2="${x(mark)}" y1="${top + 24}" y2="${top + 44}" stroke-width="3"/>`}`
  })}`
>>>>>>> work-stats
}
