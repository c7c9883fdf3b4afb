import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** One row of cells: a share of 0–1 each; undefined where nobody knows yet. */
export interface HeatRow {
  readonly label: string
  readonly cells: readonly (number | undefined)[]
}

const ROW_PX = 26
const HEAD_PX = 22
/** Of the width, for the names of the rows. */
const LABEL = 0.14

/** Height of {@link drawHeat} in pixels. */
export function heatHeightPx(rows: number): number {
  return HEAD_PX + Math.max(1, rows) * ROW_PX
}

/** Shares as cells, the fuller the darker, on one scale from 0 to the highest; `columns` are their heads. */
export function drawHeat(columns: readonly string[], rows: readonly HeatRow[]): Html {
  const highest = Math.max(...rows.flatMap(({ cells }) => cells.map((cell) => cell ?? 0)), 0) || 1
  const width = (1 - LABEL) / Math.max(1, columns.length)
  const left = (at: number) => LABEL + at * width
  const heads = columns.map(
    (column, at) =>
      html`<text class="axis" x="${percent(left(at) + width / 2)}" y="14" text-anchor="middle">${column}</text>`,
  )
  const body = rows.flatMap(({ label, cells }, row) => {
    const top = HEAD_PX + row * ROW_PX
    return [
      html`<text class="axis" x="0" y="${top + 17}">${label}</text>`,
      ...cells.flatMap((cell, at) =>
        cell === undefined
          ? []
          : [
              html`<rect class="track" x="${percent(left(at))}" y="${top}" width="${percent(width * 0.96)}" height="${ROW_PX - 3}" rx="3"/><rect class="bar" opacity="${(0.55 * (cell / highest)).toFixed(2)}" x="${percent(left(at))}" y="${top}" width="${percent(width * 0.96)}" height="${ROW_PX - 3}" rx="3"/><text class="axis" x="${percent(left(at) + width * 0.48)}" y="${top + 16}" text-anchor="middle">${Math.round(cell * 100)}</text>`,
            ],
      ),
    ]
  })
  return html`${heads}${body}`
}
