import { type Html, html } from '../html.js'
import { niceMax, percent } from './scale.js'

/** A value within a range, with another one beside it that it may be held against. */
export interface Span {
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

/** Height of {@link drawSpans} in pixels. */
export function spansHeightPx(count: number): number {
  return Math.max(1, count) * ROW_PX
}

/** A row each, from 0 to the end of the scale; `isShared`: one scale for all rows, else each has its own. */
export function drawSpans(rows: readonly Span[], { isShared }: { readonly isShared: boolean }): Html {
  const endOf = ({ high, mark = 0 }: Span) => Math.max(high, mark)
  const end = niceMax(Math.max(0, ...rows.map(endOf)))
  return html`${rows.map((row, index) => {
    const { label, text, low, high, value, mark, tone = 'open' } = row
    const top = index * ROW_PX
    const x = (at: number) => percent(at / (isShared ? end : niceMax(endOf(row))))
    return html`<text class="label" x="0" y="${top + 16}">${label}</text><text class="value" x="100%" y="${top + 16}" text-anchor="end">${text}</text><rect class="track" x="0" y="${top + 33}" width="100%" height="2"/><line class="range ${tone}" x1="${x(low)}" x2="${x(high)}" y1="${top + 34}" y2="${top + 34}"/><circle class="point ${tone}" cx="${x(value)}" cy="${top + 34}" r="5"/>${mark !== undefined && html`<line class="base" x1="${x(mark)}" x2="${x(mark)}" y1="${top + 24}" y2="${top + 44}" stroke-width="3"/>`}`
  })}`
}
