import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** One bar with its words. */
export interface Bar {
  readonly label: string
  readonly value: number
  /** The value as text. */
  readonly text: string
}

const ROW_PX = 44

/** Height of {@link drawBars} in pixels. */
export function barsHeightPx(count: number): number {
  return Math.max(1, count) * ROW_PX
}

/** Lying bars, the words above each, all on one scale from 0 to the longest. */
export function drawBars(bars: readonly Bar[]): Html {
  const max = Math.max(...bars.map(({ value }) => value), 0) || 1
  return html`${bars.map(({ label, value, text }, index) => {
    const top = index * ROW_PX
    return html`<text class="label" x="0" y="${top + 16}">${label}</text><text class="value" x="100%" y="${top + 16}" text-anchor="end">${text}</text><rect class="track" x="0" y="${top + 24}" width="100%" height="8" rx="4"/>${value > 0 && html`<rect class="bar" x="0" y="${top + 24}" width="${percent(Math.max(0.004, value / max))}" height="8" rx="4"/>`}`
  })}`
}
