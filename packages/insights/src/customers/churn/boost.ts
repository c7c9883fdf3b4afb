import { type Classifier, chanceOf, type Labelled } from './classifier.js'
import { shapley } from './shapley.js'

/** A node of a tree: a leaf with its value, or a question. `cover` is how many rows came by. */
export type TreeNode =
  | { readonly cover: number; readonly value: number }
  | {
      readonly cover: number
      readonly feature: number
      /** Rows up to it go left. */
      readonly threshold: number
      readonly left: TreeNode
      readonly right: TreeNode
    }

/** How trees grow. */
export interface BoostOptions {
  readonly rounds: number
  readonly depth: number
  /** Share of each tree's answer that is taken. */
  readonly rate: number
  readonly leastRows: number
}

export const BOOST_DEFAULTS: BoostOptions = { rounds: 120, depth: 3, rate: 0.08, leastRows: 20 }

/** Trees one after the other, and the log odds that they begin at. */
export interface Boosted {
  readonly base: number
  readonly trees: readonly TreeNode[]
}

const BINS = 32
const RIDGE = 1

/**
 * Gradient-boosted trees for log loss with second-order steps on quantile bins (Friedman 2001; Chen, Guestrin 2016). Same rows, same
 * trees: nothing is drawn.
 */
export function growTrees({ rows, labels }: Labelled, options: BoostOptions = BOOST_DEFAULTS): Boosted {
  const columns = rows[0]?.length ?? 0
  const thresholds = Array.from({ length: columns }, (_, j) => cutsOf(rows.map((row) => row[j] ?? 0)))
  const bins = thresholds.map((cuts, j) => Uint8Array.from(rows, (row) => binOf(cuts, row[j] ?? 0)))
  const rate = labels.reduce((sum, label) => sum + label, 0) / Math.max(1, labels.length)
  const base = Math.log(Math.max(rate, 1e-6) / Math.max(1 - rate, 1e-6))
  const scores = new Float64Array(rows.length).fill(base)
  const slopes = new Float64Array(rows.length)
  const bends = new Float64Array(rows.length)

  function grow(members: readonly number[], depth: number): TreeNode {
    let [slope, bend] = [0, 0]
    for (const at of members) {
      slope += slopes[at] as number
      bend += bends[at] as number
    }
    const leaf = { cover: members.length, value: (options.rate * slope) / (bend + RIDGE) }
    if (depth === 0 || members.length < 2 * options.leastRows) return leaf
    const split = bestSplit(members, slope, bend)
    if (!split) return leaf
    const column = bins[split.feature] as Uint8Array
    return {
      cover: members.length,
      feature: split.feature,
      threshold: (thresholds[split.feature] as readonly number[])[split.bin] as number,
      left: grow(
        members.filter((at) => (column[at] as number) <= split.bin),
        depth - 1,
      ),
      right: grow(
        members.filter((at) => (column[at] as number) > split.bin),
        depth - 1,
      ),
    }
  }
  function bestSplit(members: readonly number[], slope: number, bend: number) {
    let best: { readonly feature: number; readonly bin: number; readonly gain: number } | undefined
    for (let feature = 0; feature < columns; feature += 1) {
      const column = bins[feature] as Uint8Array
      const sums = new Float64Array(BINS * 3)
      for (const at of members) {
        const place = (column[at] as number) * 3
        sums[place] = (sums[place] as number) + 1
        sums[place + 1] = (sums[place + 1] as number) + (slopes[at] as number)
        sums[place + 2] = (sums[place + 2] as number) + (bends[at] as number)
      }
      let [count, left, weight] = [0, 0, 0]
      for (let bin = 0; bin < (thresholds[feature]?.length ?? 0); bin += 1) {
        count += sums[bin * 3] as number
        left += sums[bin * 3 + 1] as number
        weight += sums[bin * 3 + 2] as number
        if (count < options.leastRows || members.length - count < options.leastRows) continue
        const gain =
          left ** 2 / (weight + RIDGE) + (slope - left) ** 2 / (bend - weight + RIDGE) - slope ** 2 / (bend + RIDGE)
        if (gain > (best?.gain ?? 1e-6)) best = { feature, bin, gain }
      }
    }
    return best
  }

  const everybody = rows.map((_, at) => at)
  const trees: TreeNode[] = []
  for (let round = 0; round < options.rounds; round += 1) {
    scores.forEach((score, at) => {
      const chance = chanceOf(score)
      slopes[at] = (labels[at] ?? 0) - chance
      bends[at] = chance * (1 - chance)
    })
    const tree = grow(everybody, options.depth)
    trees.push(tree)
    rows.forEach((row, at) => {
      scores[at] = (scores[at] as number) + answerOf(tree, row)
    })
  }
  return { base, trees }
}

/** What one tree says of a row. */
export function answerOf(tree: TreeNode, row: readonly number[]): number {
  let node = tree
  while ('feature' in node) node = (row[node.feature] ?? 0) <= node.threshold ? node.left : node.right
  return node.value
}

/** The first trees as a model, with exact Shapley values. */
export function boostedClassifier({ base, trees }: Boosted, columns: number): Classifier {
  return {
    score: (row) => trees.reduce((sum, tree) => sum + answerOf(tree, row), base),
    contributions: (row) => shapley(trees, row, columns),
  }
}

/** Distinct bounds between rows, at most one less than there are bins. */
function cutsOf(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b)
  const cuts = Array.from({ length: BINS - 1 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / BINS)] ?? 0)
  return [...new Set(cuts)].filter((cut) => cut < (sorted.at(-1) ?? 0))
}

function binOf(cuts: readonly number[], value: number): number {
  let bin = 0
  while (bin < cuts.length && value > (cuts[bin] as number)) bin += 1
  return bin
}
