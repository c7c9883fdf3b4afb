import type { Evaluation, MethodResult, RivalResult } from './evaluate.js'
import { TENTHS } from './replay.js'

/** Width of a full bar, in characters. */
const BAR = 40
/** Metrics of the table without an interval of their own, in the order of the literature. */
const COLUMNS = ['ndcg', 'map', 'precision', 'recall', 'coverage'] as const

/** A row of the table: the own model first, then what it is compared with. */
interface Row {
  readonly name: string
  readonly result: MethodResult
  readonly rival?: RivalResult
}

/** The methods of an evaluation in the order of its table. */
export function listMethods(evaluation: Evaluation): readonly Row[] {
  const rivals = [...Object.entries(evaluation.ablations ?? {}), ...Object.entries(evaluation.baselines)]
  return [{ name: 'endcap', result: evaluation }, ...rivals.map(([name, rival]) => ({ name, result: rival, rival }))]
}

/** `+` when a method is significantly better than the own model, `-` when worse, else nothing: by the paired interval. */
export function markOf(rival: RivalResult | undefined, metric: 'hr' | 'mrr'): '' | '+' | '-' {
  if (!rival) return ''
  const { low, high } = rival.difference[metric]
  return low > 0 ? '-' : high < 0 ? '+' : ''
}

/** An evaluation as lines for a terminal: table with intervals, bars, popularity tenths, cost, notes and warnings. */
export function summariseEvaluation(evaluation: Evaluation): string[] {
  const { protocol, mode, k, predictions, sessions, draws, notes, warnings } = evaluation
  const methods = listMethods(evaluation)
  const width = Math.max(...methods.map(({ name }) => name.length), 'method'.length)
  const lines = [
    `${protocol}, ${mode}, lists of ${k}: ${count(predictions)} predictions in ${count(sessions)} sessions`,
    '',
    [
      'method'.padEnd(width),
      `hr@${k}`.padEnd(24),
      `mrr@${k}`.padEnd(24),
      ...COLUMNS.map((name) => name.padStart(9)),
      'p50 us'.padStart(9),
      'fit s'.padStart(7),
    ].join(' '),
    ...methods.map(({ name, result, rival }) =>
      [
        name.padEnd(width),
        ...(['hr', 'mrr'] as const).map((metric) => {
          const [low, high] = result.intervals[metric]
          return `${ratio(result[metric])} [${ratio(low)}, ${ratio(high)}]${markOf(rival, metric)}`.padEnd(24)
        }),
        ...COLUMNS.map((column) => ratio(result[column]).padStart(9)),
        result.p50_us.toFixed(1).padStart(9),
        result.fit_s.toFixed(2).padStart(7),
      ].join(' '),
    ),
    '',
    ...barsOf(methods, width, k),
    '',
    ...tenthsOf(methods, width, k),
    '',
    costOf(evaluation),
  ]
  if (methods.length > 1) {
    lines.push(
      `[low, high]: 95 % of ${count(draws)} resamples of sessions; + better, - worse than endcap by the paired interval.`,
    )
  }
  return [...lines, ...notes, ...warnings.map((warning) => `warning: ${warning}`)]
}

function barsOf(methods: readonly Row[], width: number, k: number): string[] {
  const most = Math.max(...methods.map(({ result }) => result.hr), Number.MIN_VALUE)
  return methods.map(({ name, result: { hr } }) => {
    return `${name.padEnd(width)} ${'█'.repeat(Math.round((hr / most) * BAR)).padEnd(BAR)} hr@${k} ${ratio(hr)}`
  })
}

/** Hit rate by the target's popularity: how much of the hits is owed to what everybody buys. */
function tenthsOf(methods: readonly Row[], width: number, k: number): string[] {
  const row = (name: string, cells: readonly string[]) =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(7))].join(' ')
  return [
    `hr@${k} by the target’s tenth of the items, from the most popular:`,
    row('method', TENTHS),
    row(
      'asked',
      TENTHS.map((tenth) => count(methods[0]!.result.by_tenth[tenth]!.predictions)),
    ),
    ...methods.map(({ name, result }) =>
      row(
        name,
        TENTHS.map((tenth) => ratio(result.by_tenth[tenth]!.hr)),
      ),
    ),
  ]
}

function costOf({
  model_bytes_gzip,
  model_bytes_brotli,
  decode_ms,
  bytes_per_session_mean,
  bytes_per_session_p95,
  p50_us,
  p99_us,
  version,
}: Evaluation) {
  const shards =
    bytes_per_session_mean === undefined
      ? ''
      : `, ${kilobytes(bytes_per_session_mean)} a session (p95 ${kilobytes(bytes_per_session_p95 ?? 0)})`
  const whole = `${kilobytes(model_bytes_gzip)} gzip, ${kilobytes(model_bytes_brotli)} Brotli`
  return `model ${version}: ${whole}${shards}; decoded in ${decode_ms.toFixed(1)} ms; ${p50_us.toFixed(1)} us a list, p99 ${p99_us.toFixed(1)}`
}

const ratio = (value: number): string => value.toFixed(4)
const count = (value: number): string => value.toLocaleString('en')
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`
