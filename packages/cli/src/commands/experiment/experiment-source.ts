import { resolve } from 'node:path'
import type { Config } from '@endcap/core'
import type { AnalyseOptions, ExperimentResult } from '@endcap/insights'
import { CommandError, type Io, UsageError } from '../../io.js'

/** A warehouse in ClickHouse in place of a data folder. */
export const CLICKHOUSE_OPTIONS = [
  {
    name: 'clickhouse',
    type: 'text',
    value: 'URL',
    description:
      'Instead of --data: a ClickHouse server that the collector delivers to, as https://user:password@host:8443',
  },
  { name: 'database', type: 'text', value: 'NAME', description: 'With --clickhouse: its database' },
] as const

/** Where the answers to questions about experiments come from. */
export const SOURCE_OPTIONS = [
  {
    name: 'data',
    type: 'text',
    value: 'DIR',
    description: 'Data folder of `endcap collect`, running or not',
  },
  ...CLICKHOUSE_OPTIONS,
  {
    name: 'config',
    type: 'text',
    value: 'FILE',
    description: 'config.json, for weights and arms; a running collector uses its own',
  },
  {
    name: 'from',
    type: 'text',
    value: 'DAY',
    description: 'First day, as 2026-11-01, UTC (left out: the first event)',
  },
  { name: 'to', type: 'text', value: 'DAY', description: 'Last day, as 2026-11-21, UTC (left out: the last event)' },
] as const

/** What the options of {@link SOURCE_OPTIONS} gave. */
export interface SourceValues {
  readonly data?: string | undefined
  readonly clickhouse?: string | undefined
  readonly database?: string | undefined
  readonly config?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** What is asked of one experiment, or of all. */
export type ExperimentQuestion = Pick<AnalyseOptions, 'metric' | 'beforeDays' | 'currency'> & {
  readonly experiment?: string
}

/** What a warehouse answers about experiments. */
export interface ExperimentAnswer {
  /** ISO 4217; empty: amounts without one. */
  readonly currency: string
  readonly results: readonly ExperimentResult[]
}

const DAY_MS = 86_400_000

/**
 * Asks a running collector, the warehouse of a folder or a ClickHouse server. Throws `UsageError` for wrong options and `CommandError`
 * where there is nothing to ask.
 */
export async function askExperiments(
  values: SourceValues,
  question: ExperimentQuestion,
  io: Pick<Io, 'cwd'>,
): Promise<ExperimentAnswer> {
  const { data, clickhouse } = values
  if ((data === undefined) === (clickhouse === undefined)) throw new UsageError('give --data or --clickhouse')
  const fromMs = dayOf('from', values.from)
  const lastMs = dayOf('to', values.to)
  const period =
    fromMs === undefined && lastMs === undefined
      ? {}
      : { period: { fromMs: fromMs ?? 0, toMs: lastMs === undefined ? Number.MAX_SAFE_INTEGER : lastMs + DAY_MS } }
  if (period.period && period.period.fromMs >= period.period.toMs) throw new UsageError('--from is after --to')
  const config = values.config === undefined ? {} : { config: await readConfig(resolve(io.cwd, values.config)) }
  const options = { ...question, ...period, ...config }
  const { answerExperiments } = await import('../../server/answer-experiments.js')
  if (clickhouse !== undefined) {
    const { openClickHouse } = await import('@endcap/insights')
    const server = await openClickHouse({ url: clickhouse, ...(values.database && { database: values.database }) })
    try {
      return await answerExperiments(server, options)
    } finally {
      await server.close()
    }
  }
  const { findAdmin } = await import('../../server/admin-client.js')
  const { withWarehouse } = await import('../../server/with-warehouse.js')
  const dataDir = resolve(io.cwd, data ?? '')
  const admin = findAdmin(dataDir)
  if (!admin) {
    return withWarehouse(dataDir, { mustExist: true }, (warehouse) => answerExperiments(warehouse, options))
  }
  return admin.post<ExperimentAnswer>('/admin/experiments', options)
}

/** The result of exactly one. */
export async function askExperiment(
  values: SourceValues,
  question: ExperimentQuestion & { readonly experiment: string },
  io: Pick<Io, 'cwd'>,
): Promise<{ readonly result: ExperimentResult; readonly holdout?: ExperimentResult; readonly currency: string }> {
  const { results, currency } = await askExperiments(values, question, io)
  const result = results.find(({ experiment }) => experiment === question.experiment)
  if (!result) {
    throw new CommandError(
      `there is no experiment ${question.experiment}`,
      'endcap experiment list names those that there are',
    )
  }
  const holdout = results.find(({ isHoldout }) => isHoldout)
  return { result, currency, ...(holdout && holdout !== result && { holdout }) }
}

async function readConfig(path: string): Promise<Config> {
  const { readConfigFile } = await import('../../server/config-file.js')
  return readConfigFile(path).config
}

function dayOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) throw new UsageError(`--${name} ${text} is no day: 2026-11-21`)
  return ms
}
