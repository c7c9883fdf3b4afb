/** How often one step was followed by another, at a depth of a session. */
export interface Transition {
  /** Of `from`: 0 is the first step of a session. */
  readonly depth: number
  readonly from: string
  readonly to: string
  readonly n: number
}

/** A node of a flow: a step at a depth. */
export interface FlowNode {
  readonly depth: number
  readonly step: string
  readonly n: number
}

/** Steps as columns, and what flows between neighbouring ones. */
export interface Flow {
  /** By depth, the largest first; `other` and `exit` last. */
  readonly nodes: readonly FlowNode[]
  readonly links: readonly Transition[]
  /** Distinct steps that are in `other`. */
  readonly folded: number
  /** Sessions that went on beyond the last column. */
  readonly beyond: number
}

/** Rare steps together. */
export const OTHER = 'other'
/** The session ended. */
export const EXIT = 'exit'

/**
 * Makes a flow of transitions: only the first `depth` columns, and in each the `most` commonest steps, the others folded into
 * {@link OTHER}. What flows in and out of a step between the first and the last column is the same.
 */
export function foldFlow(transitions: readonly Transition[], { depth = 5, most = 6 } = {}): Flow {
  const kept = transitions.filter((transition) => transition.depth < depth - 1)
  const beyond = transitions.reduce((sum, t) => (t.depth === depth - 1 && t.to !== EXIT ? sum + t.n : sum), 0)
  const counts = countNodes(kept)
  const common = new Set(
    Array.from({ length: depth }, (_, at) =>
      Array.from(counts.values())
        .filter((node) => node.depth === at && node.step !== EXIT)
        .sort((a, b) => b.n - a.n || (a.step < b.step ? -1 : 1))
        .slice(0, most)
        .map((node) => keyOf(node.depth, node.step)),
    ).flat(),
  )
  const name = (at: number, step: string) => (step === EXIT || common.has(keyOf(at, step)) ? step : OTHER)
  const links = new Map<string, Transition>()
  for (const { depth: at, from, to, n } of kept) {
    const link = { depth: at, from: name(at, from), to: name(at + 1, to) }
    const key = `${at}\u0000${link.from}\u0000${link.to}`
    links.set(key, { ...link, n: (links.get(key)?.n ?? 0) + n })
  }
  const folded = new Set(
    Array.from(counts.values())
      .filter((node) => name(node.depth, node.step) !== node.step)
      .map(({ step }) => step),
  )
  const nodes = Array.from(countNodes([...links.values()]).values()).sort(byPlace)
  const order = new Map(nodes.map((node, index) => [keyOf(node.depth, node.step), index]))
  const rank = (at: number, step: string) => order.get(keyOf(at, step)) ?? 0
  return {
    nodes,
    links: [...links.values()].sort(
      (a, b) => rank(a.depth, a.from) - rank(b.depth, b.from) || rank(a.depth + 1, a.to) - rank(b.depth + 1, b.to),
    ),
    folded: folded.size,
    beyond,
  }
}

const keyOf = (depth: number, step: string): string => `${depth}\u0000${step}`

/** What is in each node: of the first column what leaves it, of the others what comes in. */
function countNodes(transitions: readonly Transition[]): Map<string, FlowNode> {
  const nodes = new Map<string, FlowNode>()
  const add = (depth: number, step: string, n: number): void => {
    const key = keyOf(depth, step)
    nodes.set(key, { depth, step, n: (nodes.get(key)?.n ?? 0) + n })
  }
  for (const { depth, from, to, n } of transitions) {
    if (depth === 0) add(0, from, n)
    add(depth + 1, to, n)
  }
  return nodes
}

function byPlace(a: FlowNode, b: FlowNode): number {
  const last = (step: string) => (step === EXIT ? 2 : step === OTHER ? 1 : 0)
  return a.depth - b.depth || last(a.step) - last(b.step) || b.n - a.n || (a.step < b.step ? -1 : 1)
}
