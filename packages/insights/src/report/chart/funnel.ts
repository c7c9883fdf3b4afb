import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** One step of a funnel. */
export interface FunnelBar {
  readonly label: string
  /** Of those at the start, 0–1. */
  readonly share: number
  /** The numbers as text. */
  readonly text: string
}

const ROW_PX = 48

/** Height of {@link drawFunnel} in pixels. */
export function funnelHeightPx(count: number): number {
  return Math.max(1, count) * ROW_PX
}

/** Bars about the middle, each as wide as the share that is left, joined by what is lost between them. */
export function drawFunnel(bars: readonly FunnelBar[]): Html {
  const edges = bars.map(({ share }) => [50 - share * 50, 50 + share * 50] as const)
  const joints = bars.slice(1).map((_, at) => {
    const [from, to] = [edges[at] ?? [50, 50], edges[at + 1] ?? [50, 50]]
    const [top, bottom] = [at * ROW_PX + 38, (at + 1) * ROW_PX + 22]
    return html`<polygon class="band open" points="${from[0].toFixed(2)},${top} ${from[1].toFixed(2)},${top} ${to[1].toFixed(2)},${bottom} ${to[0].toFixed(2)},${bottom}"/>`
  })
  const height = funnelHeightPx(bars.length)
  return html`<svg x="0" y="0" width="100%" height="${height}" viewBox="0 0 100 ${height}" preserveAspectRatio="none">${joints}</svg>${bars.map(
    ({ label, share, text }, at) => {
      const top = at * ROW_PX
      const width = Math.max(0.003, share)
      return html`<text class="label" x="0" y="${top + 16}">${label}</text><text class="value" x="100%" y="${top + 16}" text-anchor="end">${text}</text><rect class="bar" x="${percent(0.5 - width / 2)}" y="${top + 22}" width="${percent(width)}" height="16" rx="2"/>`
    },
  )}`
}
