import { resolve } from 'node:path'
import type { FeatureWeights, Policy, PolicyEvaluation } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { DATA } from '../../data-option.js'
import { CommandError, UsageError } from '../../io.js'
import { count } from './format.js'

const FEATURES = ['popularity', 'freshness', 'seen-before', 'category-match', 'price-match'] as const

/** `endcap experiment replay`: what another order would have earned, from lists of the past. */
export const replay = defineCommand({
  name: 'experiment replay',
  summary: 'Estimate from past lists what another order of their items would have earned, before any visitor sees it',
  usage: 'experiment replay --data DIR (--weights FILE | --by FEATURE | --shuffled) [--placement ID]',
  options: [
    { ...DATA, description: 'Folder of `endcap collect`, which must not be running' },
    {
      name: 'weights',
      type: 'text',
      value: 'FILE',
      description: 'Order by these weights, as `endcap learn` writes them',
    },
    {
      name: 'by',
      type: 'text',
      value: 'FEATURE',
      choices: FEATURES,
      description: 'Order by one feature, the highest first',
    },
    { name: 'shuffled', type: 'flag', description: 'Every order alike' },
    { name: 'placement', type: 'text', value: 'ID', description: 'Lists of this placement only' },
    {
      name: 'goal',
      type: 'text',
      value: 'NAME',
      default: 'click',
      choices: ['click', 'cart', 'order'],
      description: 'What a shown item earns: its click, or being put in the cart or ordered after it',
    },
    { name: 'days', type: 'number', range: [1, 3650], description: 'Lists of the last days only' },
    { name: 'seed', type: 'number', default: 1, range: [0, 1_000_000_000], description: 'Of the bootstrap' },
  ],
  examples: [
    'endcap experiment replay --data ./data --placement product-row --by popularity',
    'endcap experiment replay --data ./data --weights weights.json --goal cart',
  ],
  async run({ values, io, output }) {
    const insights = await import('@endcap/insights')
    const { findAdmin } = await import('../../server/admin-client.js')
    const { readJsonFile } = await import('../../server/config-file.js')
    const { withWarehouse } = await import('../../server/with-warehouse.js')
    const { weights: file, by, shuffled, placement, goal, days, seed } = values
    if (Number(file !== undefined) + Number(by !== undefined) + Number(shuffled) !== 1) {
      throw new UsageError('give one of --weights, --by and --shuffled')
    }
    const weights =
      file === undefined ? { [String(by)]: { weight: 1 } } : parseWeights(readJsonFile(resolve(io.cwd, file)))
    const dataDir = resolve(io.cwd, values.data)
    const admin = findAdmin(dataDir)
    if (admin) throw new CommandError(`${dataDir} is in use by ${admin.url}`, 'stop it, then run this again')
    const { evaluation, period } = await withWarehouse(dataDir, { mustExist: true }, async (warehouse) => {
      output.progress('reading the lists')
      const span = await insights.readSpan(warehouse)
      if (!span) throw new CommandError(`${dataDir} holds no events`)
      const fromMs = days === undefined ? span.fromMs : Math.max(span.fromMs, span.toMs - days * DAY_MS)
      const period = { fromMs, toMs: span.toMs }
      const { rows: all } = await insights.readImpressions(warehouse, period)
      const rows = placement === undefined ? all : all.filter((row) => row.placement === placement)
      const policy: Policy = shuffled
        ? insights.shufflePolicy(rows)
        : insights.rerankPolicy(rows, await insights.warehouseFeatures(warehouse), weights)
      output.progress('weighing them')
      const rewardOf = (row: (typeof rows)[number]): number => Number(row[GOALS[goal]])
      return { evaluation: insights.evaluatePolicy(rows, policy, { rewardOf, seed }), period }
    })
    const order = file ?? by ?? 'shuffled'
    output.result(
      { order, placement: placement ?? null, goal, period, ...evaluation },
      describe(evaluation, order, goal),
    )
    return 0
  },
})

const DAY_MS = 86_400_000
const GOALS = { click: 'clicked', cart: 'carted', order: 'bought' } as const
const ESTIMATES = {
  ips: 'IPS',
  snips: 'SNIPS',
  clipped: 'IPS, clipped',
  direct: 'model alone',
  doublyRobust: 'doubly robust',
} as const

function parseWeights(file: unknown): FeatureWeights {
  const features = (file as { features?: unknown } | null)?.features
  const isSound =
    typeof features === 'object' &&
    features !== null &&
    Object.values(features).every((entry) => Number.isFinite((entry as { weight?: unknown } | null)?.weight))
  if (!isSound) throw new UsageError('--weights is a file with {"features": {"popularity": {"weight": 1}}}')
  return features as FeatureWeights
}

function describe(evaluation: PolicyEvaluation, order: string, goal: string): string[] {
  const { verdict, reason, impressions, withoutPropensity, interleaved, weights, logged, estimates, gains } = evaluation
  const rate = (value: number): string => (value * 1000).toFixed(2).padStart(8)
  const bounds = ({ low, high }: { low: number; high: number }): string => `${rate(low)} to ${rate(high).trim()}`
  const { value, low, high } = gains.doublyRobust
  return [
    verdict === 'refused' ? `nothing can be said of ${order}: ${reason}` : `${order}: ${reason}`,
    `${count(impressions)} shown items with a chance, ${count(withoutPropensity)} without, ${count(interleaved)} of interleaved lists left out; mean weight ${weights.mean.value.toFixed(3)}, largest ${weights.largest.toFixed(1)}`,
    ...(verdict === 'refused'
      ? []
      : [
          `${goal}s in 1,000 shown items, with 95 % intervals`,
          `  as it was       ${rate(logged.value)}  ${bounds(logged)}`,
          ...Object.entries(ESTIMATES).map(([name, label]) => {
            const estimate = estimates[name as keyof typeof ESTIMATES]
            return `  ${label.padEnd(15)} ${rate(estimate.value)}  ${bounds(estimate)}`
          }),
          low > 0 || high < 0
            ? `surely ${value > 0 ? 'better' : 'worse'} than the order in use: ${rate(value).trim()} (${bounds({ low, high }).trim()})`
            : `not surely different from the order in use: ${rate(value).trim()} (${bounds({ low, high }).trim()})`,
        ]),
  ]
}
