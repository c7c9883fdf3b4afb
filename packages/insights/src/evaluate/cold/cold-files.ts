import { EndcapError } from '@endcap/core'
import { type EvaluateOptions, type FileEvaluation, readEvaluation } from '../evaluate-files.js'
import { type ColdEvaluation, type ColdSettings, evaluateCold } from './cold.js'

/** What to evaluate on. */
export interface ColdOptions extends ColdSettings, Pick<EvaluateOptions, 'train' | 'test' | 'spanDays'> {
  /** A catalogue, or a JSON object of attribute lists by item id. */
  readonly items: string
}

/** An evaluation with what was read for it. */
export interface ColdFileEvaluation extends ColdEvaluation {
  readonly reports: FileEvaluation['reports']
}

/** {@link evaluateCold} on files, which are read as by `evaluateFiles`. Throws what both throw. */
export async function evaluateColdFiles(options: ColdOptions): Promise<ColdFileEvaluation> {
  const { train, test, items, spanDays, ...settings } = options
  if (!items) throw new EndcapError('option-missing', 'what is new is known by its catalogue: evaluate needs items')
  const read = await readEvaluation(options)
  const evaluation = evaluateCold(read.train, read.test, read.traits ?? new Map(), settings)
  return { ...evaluation, warnings: [...read.warnings, ...evaluation.warnings], reports: read.reports }
}
