import { EXIT, type Flow, type FlowNode } from '../../journeys/paths/flow.js'
import { type Html, html } from '../html.js'
import { percent } from './scale.js'

/** Height of {@link drawSankey} in pixels. */
export const SANKEY_HEIGHT_PX = 440
/** Space under a node for the words of the next one. */
const GAP_PX = 20
const TOP_PX = 16
/** Of the width. */
const NODE_WIDTH = 0.016

interface Placed extends FlowNode {
  /** Left edge as a share of the width. */
  readonly x: number
  readonly top: number
  readonly height: number
}

/**
 * A flow as columns of nodes with ribbons between them, as wide as what flows. Ribbons into orders are drawn strong, what leaves is
 * drawn to `exit`. Words stand beside each node; in the last column before it. On a phone
 * the numbers are in the table only.
 */
export function drawSankey({ nodes, links }: Pick<Flow, 'nodes' | 'links'>): Html {
  const placed = placeNodes(nodes)
  const scale = scaleOf(nodes)
  const used = { out: new Map<string, number>(), in: new Map<string, number>() }
  const ribbons = links.flatMap(({ depth, from, to, n }): Html[] => {
    const [start, end] = [placed.get(keyOf(depth, from)), placed.get(keyOf(depth + 1, to))]
    if (!start || !end) return []
    const thick = n * scale
    const y0 = start.top + take(used.out, keyOf(depth, from), thick)
    const y1 = end.top + take(used.in, keyOf(depth + 1, to), thick)
    const [x0, x1] = [(start.x + NODE_WIDTH) * 100, end.x * 100]
    const middle = (x0 + x1) / 2
    const d = `M${place(x0, y0)}C${place(middle, y0)} ${place(middle, y1)} ${place(x1, y1)}V${(y1 + thick).toFixed(1)}C${place(middle, y1 + thick)} ${place(middle, y0 + thick)} ${place(x0, y0 + thick)}Z`
    return [html`<path class="band ${to === 'order' ? 'good' : 'open'}" d="${d}"/>`]
  })
  const last = Math.max(0, ...nodes.map(({ depth }) => depth))
  const words = Array.from(placed.values(), ({ depth, step, n, x, top, height }) => {
    const isLast = depth === last && last > 0
    const side = isLast ? x - 0.006 : x + NODE_WIDTH + 0.006
    return html`<rect class="${step === EXIT ? 'track' : 'bar'}" x="${percent(x)}" y="${top.toFixed(1)}" width="${percent(NODE_WIDTH)}" height="${height.toFixed(1)}"/><text class="axis" x="${percent(side)}" y="${(top - 3).toFixed(1)}"${isLast && html` text-anchor="end"`}>${step}<tspan class="detail"> ${n.toLocaleString('en')}</tspan></text>`
  })
  return html`<svg x="0" y="0" width="100%" height="${SANKEY_HEIGHT_PX}" viewBox="0 0 100 ${SANKEY_HEIGHT_PX}" preserveAspectRatio="none">${ribbons}</svg>${words}`
}

const keyOf = (depth: number, step: string): string => `${depth}\u0000${step}`
const place = (x: number, y: number): string => `${x.toFixed(2)},${y.toFixed(1)}`

function take(used: Map<string, number>, key: string, thick: number): number {
  const offset = used.get(key) ?? 0
  used.set(key, offset + thick)
  return offset
}

/** Pixels for one session: the fullest column has to fit. */
function scaleOf(nodes: readonly FlowNode[]): number {
  const fits = Array.from(byDepth(nodes).values(), (column) => {
    const n = column.reduce((sum, node) => sum + node.n, 0)
    return n > 0 ? (SANKEY_HEIGHT_PX - TOP_PX - column.length * GAP_PX) / n : Number.POSITIVE_INFINITY
  })
  return Math.min(...fits, SANKEY_HEIGHT_PX)
}

function placeNodes(nodes: readonly FlowNode[]): Map<string, Placed> {
  const scale = scaleOf(nodes)
  const columns = byDepth(nodes)
  const last = Math.max(1, ...columns.keys())
  const placed = new Map<string, Placed>()
  for (const [depth, column] of columns) {
    let top = TOP_PX
    for (const node of column) {
      const height = Math.max(2, node.n * scale)
      placed.set(keyOf(depth, node.step), { ...node, x: (depth / last) * (1 - NODE_WIDTH), top, height })
      top += height + GAP_PX
    }
  }
  return placed
}

function byDepth(nodes: readonly FlowNode[]): Map<number, FlowNode[]> {
  const columns = new Map<number, FlowNode[]>()
  for (const node of nodes) {
    const column = columns.get(node.depth)
    if (column) column.push(node)
    else columns.set(node.depth, [node])
  }
  return columns
}
