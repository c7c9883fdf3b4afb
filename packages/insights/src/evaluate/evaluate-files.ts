import { EndcapError } from '@endcap/core'
import { type InteractionInput, type ReadReport, readSessions } from '../train/read.js'
import { type EvaluateSettings, type Evaluation, evaluate } from './evaluate.js'

/** What to evaluate on. */
export interface EvaluateOptions extends EvaluateSettings {
  /** Fits the model. */
  readonly train: InteractionInput
  /** Is replayed. Must be later than `train`, whole sessions; this is not checked. */
  readonly test: InteractionInput
  readonly onProgress?: (progress: { readonly phase: 'read' | 'evaluate'; readonly rows: number }) => void
}

/** An evaluation with what was read for it. */
export interface FileEvaluation extends Evaluation {
  readonly reports: { readonly train: ReadReport; readonly test: ReadReport }
}

/**
 * Trains on one file (or rows), replays another, and gives the metrics of {@link evaluate}.
 * Throws `option-missing`, `option-invalid`, `input-empty` and `file-unreadable`.
 */
export async function evaluateFiles({ train, test, onProgress, ...options }: EvaluateOptions): Promise<FileEvaluation> {
  if (!train || !test) throw new EndcapError('option-missing', `evaluate needs ${train ? 'test' : 'train'}`)
  const onRows = (rows: number): void => onProgress?.({ phase: 'read', rows })
  const fitted = await readSessions(train, options.settings, onRows)
  const replayed = await readSessions(test, options.settings, onRows, fitted.interactions.ids)
  onProgress?.({ phase: 'evaluate', rows: fitted.report.rows + replayed.report.rows })
  const evaluation = evaluate(fitted.interactions, replayed.interactions, options)
  return { ...evaluation, reports: { train: fitted.report, test: replayed.report } }
}
