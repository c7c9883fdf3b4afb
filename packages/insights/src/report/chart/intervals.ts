import type { Difference } from '../../experiment/sequential.js'
import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** One difference to control. */
export interface Interval {
  readonly label: string
  readonly text: string
  readonly difference: Pick<Difference, 'value' | 'low' | 'high'> | undefined
  /** `lower`: a difference below zero is drawn on the right. @default 'higher' */
  readonly better?: 'higher' | 'lower'
}

const ROW_PX = 56

/** Height of {@link drawIntervals} in pixels. */
export function intervalsHeightPx(count: number): number {
  return Math.max(1, count) * ROW_PX + 20
}

/**
 * Each difference as a point with its interval, on a scale of its own with zero in the middle: right is better than
 * control, left is worse, and an interval that crosses the line is not sure.
 */
export function drawIntervals(rows: readonly Interval[], words: IntervalWords = OF_EXPERIMENTS): Html {
  const bottom = rows.length * ROW_PX
  return html`${rows.map(drawInterval)}<text class="axis" x="0" y="${bottom + 14}">${words.worse}</text><text class="axis" x="50%" y="${bottom + 14}" text-anchor="middle">${words.same}</text><text class="axis" x="100%" y="${bottom + 14}" text-anchor="end">${words.better}</text>`
}

/** What stands under the scale. */
export interface IntervalWords {
  readonly worse: string
  readonly same: string
  readonly better: string
}

const OF_EXPERIMENTS: IntervalWords = { worse: 'worse', same: 'same as control', better: 'better' }

function drawInterval({ label, text, difference, better = 'higher' }: Interval, index: number): Html {
  const top = index * ROW_PX
  const words = html`<text class="label" x="0" y="${top + 16}">${label}</text><text class="value" x="100%" y="${top + 16}" text-anchor="end">${text}</text>`
  if (!difference) return html`${words}<text class="axis" x="0" y="${top + 38}">too little to compare</text>`
  const sign = better === 'higher' ? 1 : -1
  const value = sign * difference.value
  const [low, high] = [sign * difference.low, sign * difference.high].sort((a, b) => a - b) as [number, number]
  const reach = Math.max(Math.abs(low), Math.abs(high)) * 1.1
  const x = (number: number) => percent(0.5 + number / reach / 2)
  const tone = low > 0 ? 'good' : high < 0 ? 'bad' : 'open'
  return html`${words}<line class="zero" x1="50%" x2="50%" y1="${top + 24}" y2="${top + 44}"/><line class="range ${tone}" x1="${x(low)}" x2="${x(high)}" y1="${top + 34}" y2="${top + 34}"/><circle class="point ${tone}" cx="${x(value)}" cy="${top + 34}" r="6"/>`
}
