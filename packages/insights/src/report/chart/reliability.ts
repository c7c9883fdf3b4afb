import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** A group by its mean chance, and the share that it came true for. */
export interface ReliabilityPoint {
  readonly predicted: number
  readonly observed: number
}

/** Height of {@link drawReliability} in pixels. */
export const RELIABILITY_HEIGHT_PX = 280
const [TOP, BASE] = [24, 240]

/** Chances across, what came true upwards, both from 0 to 100 %: on the line the chances are right. */
export function drawReliability(points: readonly ReliabilityPoint[]): Html {
  const y = (value: number) => BASE - value * (BASE - TOP)
  const ticks = [0, 0.5, 1].map((value) => {
    const anchor = value === 0 ? 'start' : value === 1 ? 'end' : 'middle'
    return html`<line class="grid" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}"/><text class="axis" x="${percent(value)}" y="${BASE + 18}" text-anchor="${anchor}">${value * 100} %</text>`
  })
  const dots = points.map(
    ({ predicted, observed }) =>
      html`<circle class="point good" cx="${percent(predicted)}" cy="${y(observed)}" r="6"/>`,
  )
  return html`<text class="axis" x="0" y="${TOP - 8}">came true, up to 100 %</text>${ticks}<line class="zero" x1="0" x2="100%" y1="${BASE}" y2="${TOP}"/>${dots}<text class="axis" x="50%" y="${BASE + 36}" text-anchor="middle">chance that was told</text>`
}
