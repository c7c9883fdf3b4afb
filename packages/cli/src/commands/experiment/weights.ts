import { resolve } from 'node:path'
import { type Config, type Experiment, parseConfig } from '@endcap/core'
import type { BanditShares } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { CommandError } from '../../io.js'
import { percent } from './traffic-options.js'

/** `endcap experiment weights`: a bandit's weights for today, as a config to publish. */
export const weights = defineCommand({
  name: 'experiment weights',
  summary: 'Move the traffic of an experiment with "bandit" to what looks best, as a config file to publish',
  usage: 'experiment weights --data DIR --config FILE --experiment ID [--out FILE]',
  options: [
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      required: true,
      description: 'Data folder of `endcap collect`, which must not be running',
    },
    { name: 'config', type: 'text', value: 'FILE', required: true, description: 'config.json with the experiment' },
    { name: 'experiment', type: 'text', value: 'ID', required: true, description: 'Which one' },
    {
      name: 'out',
      type: 'text',
      value: 'FILE',
      description: 'Config to write, also the same file; left as it is while nothing moves (left out: only told)',
    },
  ],
  examples: ['endcap experiment weights --data ./data --config config.json --experiment row-order --out config.json'],
  async run({ values, io, output }) {
    const { banditWeights, queryExperiment, replaceFile } = await import('@endcap/insights')
    const { findAdmin } = await import('../../server/admin-client.js')
    const { readJsonFile } = await import('../../server/config-file.js')
    const { withWarehouse } = await import('../../server/with-warehouse.js')
    const source = readJsonFile(resolve(io.cwd, values.config))
    const { config, problems } = parseConfig(source)
    const experiment = config.experiments?.find(({ id }) => id === values.experiment)
    if (!experiment) {
      const why = problems[0] ? `; ${problems[0].path}: ${problems[0].detail ?? problems[0].code}` : ''
      throw new CommandError(`${values.config} has no experiment ${values.experiment}${why}`)
    }
    const dataDir = resolve(io.cwd, values.data)
    const admin = findAdmin(dataDir)
    if (admin) throw new CommandError(`${dataDir} is in use by ${admin.url}`, 'stop it, then run this again')
    const shares = await withWarehouse(dataDir, { mustExist: true }, async (warehouse) =>
      banditWeights(await queryExperiment(warehouse, { experiment: experiment.id }), experiment),
    )
    const arms = round(shares.arms)
    const out = values.out === undefined ? undefined : resolve(io.cwd, values.out)
    const isWritten = out !== undefined && shares.moved
    if (isWritten) {
      await replaceFile(out, `${JSON.stringify(withWeights(source as Config, experiment, arms), null, 2)}\n`)
    }
    output.result(
      { experiment: experiment.id, ...shares, arms, sticky: experiment.sticky === true, ...(isWritten && { out }) },
      describe({ ...shares, arms }, experiment, isWritten ? out : undefined),
    )
    return 0
  },
})

type Arms = BanditShares['arms']

/** Four digits, and the rest to the largest, so that they sum to 1. */
function round(arms: Arms): Arms {
  const rounded = arms.map((arm) => ({ ...arm, weight: Math.round(arm.weight * 1e4) / 1e4 }))
  const rest = 1 - rounded.reduce((sum, { weight }) => sum + weight, 0)
  const largest = rounded.reduce((best, arm) => (arm.weight > best.weight ? arm : best))
  return rounded.map((arm) => (arm === largest ? { ...arm, weight: Math.round((arm.weight + rest) * 1e4) / 1e4 } : arm))
}

/** The file as it was, with these weights: what this version does not know stays in it. */
function withWeights(source: Config, { id }: Experiment, arms: Arms): Config {
  return {
    ...source,
    experiments: (source.experiments ?? []).map((experiment) =>
      experiment.id === id
        ? {
            ...experiment,
            variants: experiment.variants.map((variant) => ({
              ...variant,
              weight: arms.find((arm) => arm.variant === variant.id)?.weight ?? variant.weight,
            })),
          }
        : experiment,
    ),
  }
}

function describe(
  { arms, moved, reason, warning, metric }: BanditShares & { readonly metric: string },
  experiment: Experiment,
  out: string | undefined,
): string[] {
  return [
    `${experiment.id} by ${metric}: ${moved ? reason : `the weights stay: ${reason}`}`,
    ...arms.map(({ variant, weight, chanceBest }) => {
      const before = experiment.variants.find(({ id }) => id === variant)?.weight ?? 0
      const chance = chanceBest === undefined ? '' : `  best with a chance of ${percent(chanceBest)}`
      return `  ${variant.padEnd(20)} ${percent(before).padStart(7)} → ${percent(weight).padStart(7)}${chance}`
    }),
    warning,
    ...(experiment.sticky ? [] : ['Without "sticky" visitors change arms when weights move, and are then left out.']),
    ...(out === undefined ? [] : [`config  ${out}`]),
  ]
}
