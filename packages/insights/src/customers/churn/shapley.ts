import type { TreeNode } from './boost.js'

/**
 * Exact Shapley values of a row over trees, where a column that is not known leaves both ways open by how many rows went each
 * (Lundberg et al. 2020, the path-dependent kind). By all subsets of a tree's columns: trees are shallow.
 */
export function shapley(trees: readonly TreeNode[], row: readonly number[], columns: number): number[] {
  const sums = new Array<number>(columns).fill(0)
  for (const tree of trees) {
    const used = [...new Set(columnsOf(tree))]
    const size = used.length
    const worth = Array.from({ length: 1 << size }, (_, mask) =>
      expected(tree, row, (column) => (mask & (1 << used.indexOf(column))) !== 0),
    )
    used.forEach((column, at) => {
      worth.forEach((value, mask) => {
        if (mask & (1 << at)) return
        const weight = ORDERS[size]?.[bitsOf(mask)] ?? 0
        sums[column] = (sums[column] ?? 0) + weight * ((worth[mask | (1 << at)] ?? 0) - value)
      })
    })
  }
  return sums
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
/** Share of all orders of so many columns in which just so many come before a given one. */
const ORDERS = Array.from({ length: 16 }, (_, size) =>
  Array.from({ length: size }, (__, before) => (factorial(before) * factorial(size - before - 1)) / factorial(size)),
)

function bitsOf(mask: number): number {
  let bits = 0
  for (let rest = mask; rest > 0; rest &= rest - 1) bits += 1
  return bits
}

function columnsOf(node: TreeNode): number[] {
  return 'feature' in node ? [node.feature, ...columnsOf(node.left), ...columnsOf(node.right)] : []
}

function expected(node: TreeNode, row: readonly number[], isKnown: (column: number) => boolean): number {
  if (!('feature' in node)) return node.value
  if (isKnown(node.feature))
    return expected((row[node.feature] ?? 0) <= node.threshold ? node.left : node.right, row, isKnown)
  const { left, right, cover } = node
  return (left.cover * expected(left, row, isKnown) + right.cover * expected(right, row, isKnown)) / cover
}
