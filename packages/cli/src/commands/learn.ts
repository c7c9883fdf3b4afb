import { resolve } from 'node:path'
import type { Learned, LearnProgress, Warehouse, WeightsFile } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { CommandError } from '../io.js'

/** `endcap learn`: weights of features from the shop's own lists. */
export const learn = defineCommand({
  name: 'learn',
  summary: 'Learn from past lists how to order them; writes weights only where the last days prove them better',
  usage: 'learn --warehouse DIR --out FILE [--holdout-days N]',
  options: [
    {
      name: 'warehouse',
      type: 'text',
      value: 'DIR',
      required: true,
      description: 'Data folder of `endcap collect`, which must not be running',
    },
    {
      name: 'out',
      type: 'text',
      value: 'FILE',
      required: true,
      description: 'Weights to write, for example model/weights.json; left as it is where nothing better was found',
    },
    {
      name: 'holdout-days',
      type: 'number',
      range: [1, 365],
      description: 'Last days, kept apart to judge by (left out: 7, or the last third of a shorter log)',
    },
  ],
  examples: ['endcap learn --warehouse ./data --out ./data/model/weights.json'],
  async run({ values, io, output }) {
    const { readImpressions, replaceFile, toWeightsFile } = await import('@endcap/insights')
    const { findAdmin } = await import('../server/admin-client.js')
    const { withWarehouse } = await import('../server/with-warehouse.js')
    const dataDir = resolve(io.cwd, values.warehouse)
    const out = resolve(io.cwd, values.out)
    const admin = findAdmin(dataDir)
    if (admin) throw new CommandError(`${dataDir} is in use by ${admin.url}`, 'stop it, then run this again')
    const { learned, apart } = await withWarehouse(dataDir, { mustExist: true }, async (warehouse) => {
      output.progress('reading the lists')
      const log = await readImpressions(warehouse, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER })
      const options = { ...(values['holdout-days'] !== undefined && { holdoutDays: values['holdout-days'] }) }
      const onProgress = (phase: LearnProgress): void => output.progress(PHASES[phase])
      return { learned: await learnFrom(warehouse, log.rows, { ...options, onProgress }), apart: log.apart }
    })
    const file = learned.published ? toWeightsFile(learned) : undefined
    if (file) await replaceFile(out, `${JSON.stringify(file, null, 2)}\n`)
    output.result(
      { ...toJson(learned), apart, ...(file && { out, version: file.version }) },
      describe(learned, file, out),
    )
    return 0
  },
})

const PHASES = {
  bias: 'how far down people look',
  fit: 'fitting the weights',
  judge: 'judging them on the last days',
} as const satisfies Record<LearnProgress, string>

type LearnFromOptions = Omit<
  Parameters<typeof import('@endcap/insights').learnWeights>[0],
  'impressions' | 'featuresOf'
>

async function learnFrom(
  warehouse: Warehouse,
  impressions: Parameters<typeof import('@endcap/insights').learnWeights>[0]['impressions'],
  options: LearnFromOptions,
): Promise<Learned> {
  const { learnWeights, warehouseFeatures } = await import('@endcap/insights')
  return learnWeights({ impressions, featuresOf: await warehouseFeatures(warehouse), ...options })
}

/** A function says nothing in JSON. */
function toJson({ bias, ...learned }: Learned): object {
  const { state } = bias
  return { ...learned, bias: state === 'estimated' ? { state, method: bias.method, positions: bias.positions } : bias }
}

function describe(
  { published, reason, bias, weights, evaluation, counts }: Learned,
  file: WeightsFile | undefined,
  out: string,
) {
  const number = (value: number): string => value.toLocaleString('en')
  const { fitImpressions, fitClicks, heldOutImpressions, heldOutClicks } = counts
  return [
    published ? `${out}: version ${file?.version}` : 'not published',
    reason,
    `fitted on ${number(fitImpressions)} shown items (${number(fitClicks)} clicks), judged on ${number(heldOutImpressions)} (${number(heldOutClicks)})`,
    ...(bias.state === 'estimated'
      ? [`looked at, by position (${bias.method}): ${bias.positions.map(({ value }) => value.toFixed(2)).join(' ')}`]
      : []),
    ...(weights?.state === 'fitted'
      ? Object.entries(weights.features).map(([name, { weight, low, high }]) => {
          return `  ${name.padEnd(16)} ${signed(weight)}  (${signed(low)} to ${signed(high)})`
        })
      : []),
    ...(evaluation
      ? [
          `mean weight ${evaluation.weights.mean.value.toFixed(3)}, effective sample ${number(Math.floor(evaluation.weights.effectiveSample))}, largest weight ${evaluation.weights.largest.toFixed(1)}`,
        ]
      : []),
  ]
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}
