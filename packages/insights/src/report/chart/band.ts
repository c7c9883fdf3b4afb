import { type Html, html } from '../html.js'
import { niceMax } from './scale.js'

/** A value of a day with its interval, where there is one. */
export interface BandPoint {
  readonly label: string
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** Height of {@link drawBand} in pixels. */
export const BAND_HEIGHT_PX = 200
const [TOP, BASE] = [20, 168]

/** A line over time with its interval as a band, from 0. */
export function drawBand(points: readonly BandPoint[], formatValue: (value: number) => string): Html {
  const max = niceMax(Math.max(0, ...points.map(({ value, high }) => Math.max(value, high ?? 0))))
  const y = (value: number) => (BASE - (Math.max(0, value) / max) * (BASE - TOP)).toFixed(1)
  const x = (index: number) => ((points.length > 1 ? index / (points.length - 1) : 0.5) * 100).toFixed(2)
  const line = points.map(({ value }, index) => `${x(index)},${y(value)}`).join(' ')
  const hasBand = points.every(({ low, high }) => low !== null && high !== null)
  const band = [
    ...points.map(({ high }, index) => `${x(index)},${y(high ?? 0)}`),
    ...points.map(({ low }, index) => `${x(index)},${y(low ?? 0)}`).reverse(),
  ].join(' ')
  return html`<text class="axis" x="0" y="${TOP - 6}">${formatValue(max)}</text><line class="grid" x1="0" x2="100%" y1="${TOP}" y2="${TOP}"/><svg x="0" y="0" width="100%" height="${BAND_HEIGHT_PX}" viewBox="0 0 100 ${BAND_HEIGHT_PX}" preserveAspectRatio="none">${hasBand && html`<polygon class="band open" points="${band}"/>`}<polyline class="course open" points="${line}"/></svg><line class="base" x1="0" x2="100%" y1="${BASE}" y2="${BASE}"/><text class="axis" x="0" y="${BASE + 18}">${points[0]?.label ?? ''}</text><text class="axis" x="100%" y="${BASE + 18}" text-anchor="end">${points.at(-1)?.label ?? ''}</text>`
}
