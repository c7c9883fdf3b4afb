import type { Difference } from '../../experiment/sequential.js'
import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** A difference as it stood at a moment. */
export interface CoursePoint {
  readonly label: string
  readonly difference: Difference
}

/** Height of {@link drawCourse} in pixels. */
export const COURSE_HEIGHT_PX = 220
const [TOP, BASE] = [20, 190]

/**
 * A difference over time with its interval as a band and zero as a line: where the band leaves the line, it became sure. `better: 'lower'`
 * turns it about, so that above the line is better.
 */
export function drawCourse(
  points: readonly CoursePoint[],
  better: 'higher' | 'lower',
  formatValue: (value: number) => string,
): Html {
  const sign = better === 'higher' ? 1 : -1
  const rows = points.map(({ difference: { value, low, high } }) => {
    return [value * sign, Math.min(low * sign, high * sign), Math.max(low * sign, high * sign)] as const
  })
  // The first days know so little that they would press all others flat.
  const wide = Math.max(0, ...rows.slice(Math.floor(rows.length / 4)).map(([, low, high]) => Math.max(-low, high)))
  const reach = wide * 1.1 || 1
  const y = (value: number) => TOP + ((reach - Math.min(reach, Math.max(-reach, value))) / (2 * reach)) * (BASE - TOP)
  const x = (index: number) => (rows.length > 1 ? index / (rows.length - 1) : 0.5) * 100
  const at = (index: number, value: number) => `${x(index).toFixed(2)},${y(value).toFixed(1)}`
  const edge = (side: 1 | 2) => rows.map((row, index) => at(index, row[side]))
  const band = [...edge(2), ...edge(1).reverse()].join(' ')
  const line = rows.map(([value], index) => at(index, value)).join(' ')
  const last = rows.at(-1)
  const tone = !last ? 'open' : last[1] > 0 ? 'good' : last[2] < 0 ? 'bad' : 'open'
  const middle = (TOP + BASE) / 2
  return html`<svg x="0" y="0" width="100%" height="${COURSE_HEIGHT_PX}" viewBox="0 0 100 ${COURSE_HEIGHT_PX}" preserveAspectRatio="none"><polygon class="band ${tone}" points="${band}"/><polyline class="course ${tone}" points="${line}"/></svg><line class="zero" x1="0" x2="100%" y1="${middle}" y2="${middle}"/><text class="axis" x="0" y="${TOP - 6}">${formatValue(reach * sign)}</text><text class="axis" x="0" y="${BASE - 4}">${formatValue(-reach * sign)}</text><text class="axis" x="100%" y="${middle - 5}" text-anchor="end">same as control</text>${last && html`<circle class="point ${tone}" cx="${percent(x(rows.length - 1) / 100)}" cy="${y(last[0])}" r="5"/>`}<text class="axis" x="0" y="${BASE + 20}">${points[0]?.label ?? ''}</text><text class="axis" x="100%" y="${BASE + 20}" text-anchor="end">${points.at(-1)?.label ?? ''}</text>`
}
