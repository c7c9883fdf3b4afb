import { resolve } from 'node:path'
import type { Baseline, Plan, PlanNeed, Spread } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { CommandError, UsageError } from '../../io.js'
import { CLICKHOUSE_OPTIONS } from './experiment-source.js'
import { count, percent, signedPercent } from './format.js'
import { ALPHA, LIFT } from './traffic-options.js'

/** `endcap experiment plan`: visitors and days before a test begins. */
export const plan = defineCommand({
  name: 'experiment plan',
  summary: 'Say how many visitors and days a test needs to find a lift, and which lift each number of weeks can show',
  usage: 'experiment plan --lift RATIO (--data DIR | --clickhouse URL | --rate RATIO) [options]',
  options: [
    LIFT,
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      description: 'Read the baseline from this data folder, running or not',
    },
    ...CLICKHOUSE_OPTIONS,
    {
      name: 'placement',
      type: 'text',
      value: 'ID',
      description: 'With --data or --clickhouse: the placement to be tested',
    },
    {
      name: 'metric',
      type: 'text',
      value: 'NAME',
      default: 'ctr',
      choices: ['ctr', 'cart_rate', 'conversion', 'revenue_per_visitor'],
      description: 'There: what the test is decided by',
    },
    {
      name: 'days',
      type: 'number',
      default: 28,
      range: [1, 365],
      description: 'There: last days that the baseline is read from; about as many as the test may take',
    },
    {
      name: 'rate',
      type: 'number',
      value: 'RATIO',
      range: [0.000_001, 0.999_999],
      isFraction: true,
      description: 'Without them: share of visitors who click, or buy, today',
    },
    {
      name: 'mean',
      type: 'number',
      range: [0.000_001, 1e12],
      isFraction: true,
      description: 'Instead of --rate: mean per visitor of an amount, for example of revenue; needs --deviation',
    },
    {
      name: 'deviation',
      type: 'number',
      range: [0.000_001, 1e12],
      isFraction: true,
      description: 'Standard deviation of that amount between visitors',
    },
    {
      name: 'visitors-per-day',
      type: 'number',
      range: [0.01, 1e9],
      isFraction: true,
      description: 'New visitors a day who can see the placement (left out with --data or --clickhouse: as counted)',
    },
    {
      name: 'coverage',
      type: 'number',
      value: 'RATIO',
      default: 1,
      range: [0.001, 1],
      isFraction: true,
      description: 'Share of visitors enrolled',
    },
    { name: 'arms', type: 'number', default: 2, range: [2, 20], description: 'Arms with control, of equal weight' },
    {
      name: 'power',
      type: 'number',
      value: 'RATIO',
      default: 0.9,
      range: [0.5, 0.999],
      isFraction: true,
      description: 'Chance to find the lift',
    },
    ALPHA,
    {
      name: 'correlation',
      type: 'number',
      value: 'RATIO',
      default: 0,
      range: [0, 0.99],
      isFraction: true,
      description: 'Of the metric with itself before the exposure, for what CUPED saves',
    },
  ],
  examples: [
    'endcap experiment plan --lift 0.2 --rate 0.06 --visitors-per-day 400',
    'endcap experiment plan --lift 0.1 --mean 1.8 --deviation 14 --visitors-per-day 3000 --arms 3',
    'endcap experiment plan --lift 0.1 --data ./data --placement product-row --metric conversion',
  ],
  async run({ values, io, output }) {
    const { planExperiment } = await import('@endcap/insights')
    const found = await readBaseline(values, io.cwd)
    const { baseline, shape } = found ? chosen(found, values.metric) : given(values)
    const perDay = values['visitors-per-day'] ?? found?.visitorsPerDay
    if (perDay === undefined) throw new UsageError('--visitors-per-day is required without --data or --clickhouse')
    const { lift, arms, power, alpha, correlation, coverage } = values
    if (lift === 0) throw new UsageError('--lift is not 0')
    const asked = { baseline, shape, lift, arms, power, alpha, correlation, visitorsPerDay: perDay * coverage }
    const result = planExperiment(asked)
    const source = found && {
      placement: found.placement,
      metric: values.metric,
      period: found.period,
      visitors: found.visitors,
    }
    output.result({ ...result, baseline, shape, ...(source && { source }) }, describe(result, baseline, source))
    return 0
  },
})

interface Asked {
  readonly data: string | undefined
  readonly clickhouse: string | undefined
  readonly database: string | undefined
  readonly placement: string | undefined
  readonly days: number
}

/** What the placement is today; undefined where nobody names a place to read it from. */
async function readBaseline(asked: Asked, cwd: string): Promise<Baseline | undefined> {
  const { data, clickhouse, placement, days } = asked
  if (data === undefined && clickhouse === undefined) return undefined
  if (data !== undefined && clickhouse !== undefined) throw new UsageError('--data goes without --clickhouse')
  if (placement === undefined)
    throw new UsageError(`${data === undefined ? '--clickhouse' : '--data'} needs --placement`)
  const options = { placement, days }
  const baseline =
    clickhouse === undefined
      ? await askFolder(resolve(cwd, data ?? ''), options)
      : await askServer(clickhouse, asked.database, options)
  if (baseline.visitors === 0) {
    throw new CommandError(`nobody saw ${placement} in the last ${days} days`, '`endcap report` lists the placements')
  }
  return baseline
}

async function askFolder(dataDir: string, options: { readonly placement: string; readonly days: number }) {
  const { queryBaseline } = await import('@endcap/insights')
  const { findAdmin } = await import('../../server/admin-client.js')
  const { withWarehouse } = await import('../../server/with-warehouse.js')
  const admin = findAdmin(dataDir)
  return admin
    ? admin.get<Baseline>(`/admin/baseline?placement=${encodeURIComponent(options.placement)}&days=${options.days}`)
    : withWarehouse(dataDir, { mustExist: true }, (warehouse) => queryBaseline(warehouse, options))
}

async function askServer(
  url: string,
  database: string | undefined,
  options: { readonly placement: string; readonly days: number },
): Promise<Baseline> {
  const { openClickHouse, queryBaseline } = await import('@endcap/insights')
  const server = await openClickHouse({ url, ...(database !== undefined && { database }) })
  try {
    return await queryBaseline(server, options)
  } finally {
    await server.close()
  }
}

function chosen({ metrics, placement, visitors }: Baseline, metric: keyof Baseline['metrics']) {
  const found = metrics[metric]
  if (!found) {
    throw new CommandError(
      `the ${count(visitors)} visitors of ${placement} say nothing of ${metric}`,
      'take another --metric, more --days, or give --rate',
    )
  }
  const { shape, mean, variance } = found
  return { baseline: { mean, variance }, shape }
}

function given(values: {
  readonly rate: number | undefined
  readonly mean: number | undefined
  readonly deviation: number | undefined
}): { readonly baseline: Spread; readonly shape: 'share' | 'amount' } {
  const { rate, mean, deviation } = values
  if (rate !== undefined) {
    if (mean !== undefined || deviation !== undefined)
      throw new UsageError('--rate goes without --mean and --deviation')
    return { baseline: { mean: rate, variance: rate * (1 - rate) }, shape: 'share' }
  }
  if (mean === undefined || deviation === undefined) {
    throw new UsageError('give --rate, or --mean and --deviation, or --data (or --clickhouse) and --placement')
  }
  return { baseline: { mean, variance: deviation ** 2 }, shape: 'amount' }
}

interface Source {
  readonly placement: string
  readonly metric: string
  readonly visitors: number
}

function describe(result: Plan, baseline: Spread, source: Source | undefined): string[] {
  const { alwaysValid, fixed, stopping, detectable, lift, power, alpha, arms, visitorsPerDay, weeks } = result
  const what = source
    ? `${source.metric} of ${source.placement} is ${Number(baseline.mean.toPrecision(3))} (${count(source.visitors)} visitors)`
    : `the metric is ${Number(baseline.mean.toPrecision(3))}`
  return [
    `${what}; to find ${signedPercent(lift)} with ${percent(power, 0)} power at ${percent(alpha, 0)}, ${arms} arms, ${count(visitorsPerDay)} visitors a day:`,
    `  read every day, stopped when sure   ${need(alwaysValid)}${weeks === undefined ? '' : `: plan ${weeks} ${weeks === 1 ? 'week' : 'weeks'}`}`,
    `  read once, at the end, not before   ${need(fixed)}`,
    ...(stopping?.medianDay === undefined
      ? []
      : [
          `  with just this lift, half of the tests end by day ${stopping.medianDay}, ${percent(stopping.decidedRatio, 0)} by the last day`,
        ]),
    'the least lift that shows, by time:',
    ...detectable.map(({ days, perArm, alwaysValid: sequential, fixed: once }) => {
      const cell = (value: number | undefined): string => (value === undefined ? 'none' : signedPercent(value))
      return `  ${String(days).padStart(3)} days  ${count(perArm).padStart(9)} an arm  ${cell(sequential).padStart(8)} read every day  ${cell(once).padStart(8)} read once`
    }),
  ]
}

function need({ perArm, total, days }: PlanNeed): string {
  if (perArm === undefined || total === undefined || days === undefined) return 'beyond any patience'
  return `${count(perArm)} visitors an arm, ${count(total)} in all, ${count(days)} days`
}
