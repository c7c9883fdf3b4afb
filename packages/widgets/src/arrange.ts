/**
 * Brings the children of `parent` into the order of `nodes`, which are all of them. Only nodes out of place are moved, and
 * never the one that holds the focus: moving it would lose it.
 */
export function arrange(parent: Element, nodes: readonly Element[]): void {
  const focused = nodes.findIndex((node) => node.contains(document.activeElement))
  const pivot = Math.max(0, focused)
  for (let i = pivot - 1; i >= 0; i--) {
    const [node, after] = [nodes[i] as Element, nodes[i + 1] as Element]
    if (after.previousElementSibling !== node) parent.insertBefore(node, after)
  }
  for (let i = pivot + 1; i < nodes.length; i++) {
    const [node, before] = [nodes[i] as Element, nodes[i - 1] as Element]
    if (before.nextElementSibling !== node) parent.insertBefore(node, before.nextSibling)
  }
}
