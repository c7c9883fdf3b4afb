import { formatCountOf } from '../../report/format.js'
import type { PairedDifference } from '../bootstrap-methods.js'
import type { ColdMethod } from './ask.js'
import { COLD_PARTS, type ColdEvaluation, type ColdPartName } from './cold.js'

/** What each part asks, in words. */
export const PART_WORDS: Readonly<Record<ColdPartName, string>> = {
  'new-items': 'New items: what is wanted was hidden, any item may be answered',
  'among-new': 'Among the new: what is wanted was hidden, only hidden items may be answered',
  'new-page': 'On the page of a new item: the item on view was hidden',
  'first-page': 'New visitors: the item on view is all that is known',
  home: 'New visitors on the home page: nothing is known',
  'category-page': 'New visitors on a category page: the category is all that is known',
}

/** A row of a part's table. */
export interface ColdRow {
  readonly name: string
  readonly result: ColdMethod
  /** How far Endcap is ahead in hit rate. */
  readonly margin?: PairedDifference
}

/** The methods of a part, Endcap first. */
export function listColdMethods({ parts }: ColdEvaluation, name: ColdPartName): readonly ColdRow[] {
  const { endcap, rivals } = parts[name]
  const others = Object.entries(rivals).map(([rival, result]) => ({
    name: rival,
    result,
    margin: result.difference.hr,
  }))
  return [{ name: 'endcap', result: endcap }, ...others]
}

/** `12 predictions in 10 sessions, 400 items to choose from`. */
export function basisOf({ parts }: ColdEvaluation, name: ColdPartName): string {
  const { predictions, sessions, candidates } = parts[name]
  const asked = `${formatCountOf(predictions, 'prediction')} in ${formatCountOf(sessions, 'session')}`
  return `${asked}, ${formatCountOf(candidates, 'item')} to choose from`
}

/** A leave-items-out evaluation as lines for a terminal: a table a part, notes and warnings. */
export function summariseCold(evaluation: ColdEvaluation): string[] {
  const { protocol, mode, k, hidden_items, seed, draws, notes, warnings } = evaluation
  const lines = [
    `cold start, ${protocol}, ${mode}, lists of ${k}: ${formatCountOf(hidden_items, 'item')} hidden from train, seed ${seed}`,
  ]
  for (const part of COLD_PARTS) {
    const rows = listColdMethods(evaluation, part)
    const width = Math.max(...rows.map(({ name }) => name.length), 'method'.length)
    lines.push('', PART_WORDS[part], `(${basisOf(evaluation, part)})`)
    const head = ['method'.padEnd(width), `hr@${k}`.padEnd(24), `mrr@${k}`.padEnd(24), 'endcap ahead in hr by']
    lines.push(head.join(' '))
    for (const { name, result, margin } of rows) {
      const cells = (['hr', 'mrr'] as const).map((metric) => withBounds(result[metric], result.intervals[metric]))
      const ahead = margin ? `${signed(margin.value)} [${signed(margin.low)}, ${signed(margin.high)}]` : ''
      lines.push([name.padEnd(width), ...cells.map((cell) => cell.padEnd(24)), ahead].join(' ').trimEnd())
    }
  }
  lines.push('', `[low, high]: 95 % of ${draws.toLocaleString('en')} resamples of sessions, paired.`)
  return [...lines, ...notes, ...warnings.map((warning) => `warning: ${warning}`)]
}

/** A value with its interval, four digits each. */
export const withBounds = (value: number, [low, high]: readonly [number, number]): string =>
  `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`
/** A difference with its sign, four digits; none of what rounds to nothing. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(4)
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}
