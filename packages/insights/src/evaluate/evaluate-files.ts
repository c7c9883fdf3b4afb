import { EndcapError } from '@endcap/core'
import { type Interactions, spreadSessions } from '../train/interactions.js'
import { type InteractionInput, type ReadReport, readSessions } from '../train/read.js'
import { type ItemTraits, readItemTraits } from '../train/read-items.js'
import { readSequences } from '../train/read-sequences.js'
import type { TrainSettings } from '../train/settings.js'
import { type EvaluateSettings, type Evaluation, evaluate } from './evaluate.js'

/** What to evaluate on. */
export interface EvaluateOptions extends Omit<EvaluateSettings, 'traits'> {
  /** Fits the model. In the protocol `sequence`: a file of `user item item …` lines, which is split here. */
  readonly train: InteractionInput
  /** Is replayed: later than `train`, whole sessions. Not in the protocol `sequence`. */
  readonly test?: InteractionInput
  /** A catalogue, or a JSON object of attribute lists by item id. */
  readonly items?: string
  /** Sessions of which only the order is known are spread evenly over so many days. */
  readonly spanDays?: number
}

/** An evaluation with what was read for it. */
export interface FileEvaluation extends Evaluation {
  readonly span_days?: number
  readonly reports: { readonly train: ReadReport; readonly test: ReadReport }
}

/**
 * Trains on one file (or rows), replays another, and gives the metrics of {@link evaluate}. Test sessions of which only
 * the order is known follow train, at its pace.
 * Throws `option-missing`, `option-invalid`, `input-empty`, `field-missing`, `json-malformed`, `file-unreadable`, and
 * `value-invalid` when both parts are the same.
 */
export async function evaluateFiles(options: EvaluateOptions): Promise<FileEvaluation> {
  const { train: _, test: __, items: ___, spanDays, ...settings } = options
  const { train, test, traits, reports, warnings } = await readEvaluation(options)
  const evaluation = evaluate(train, test, { ...settings, ...(traits && { traits }) })
  return {
    ...evaluation,
    ...(spanDays !== undefined && { span_days: spanDays }),
    warnings: [...warnings, ...evaluation.warnings],
    reports,
  }
}

/** Both parts of an evaluation as its files give them, with what is to be said of the reading. */
export interface EvaluationData {
  readonly train: Interactions
  readonly test: Interactions
  readonly traits?: ReadonlyMap<string, ItemTraits>
  readonly reports: FileEvaluation['reports']
  readonly warnings: readonly string[]
}

/** Reads what an evaluation is made of. Throws what {@link evaluateFiles} throws for its files and options. */
export async function readEvaluation(options: EvaluateOptions): Promise<EvaluationData> {
  const { train, items, spanDays, protocol, onProgress } = options
  if (!train) throw new EndcapError('option-missing', 'evaluate needs train')
  if (spanDays !== undefined && !(spanDays > 0)) {
    throw new EndcapError('option-invalid', `spanDays is ${spanDays}, it must be more than 0`)
  }
  const onRows = (rows: number): void => onProgress?.({ phase: 'read', rows })
  const read = protocol === 'sequence' ? await readLines(options, onRows) : await readParts(options, onRows)
  const traits = items === undefined ? undefined : await readItemTraits(items)
  const [fitted, replayed] = spanDays === undefined ? [read.train, read.test] : spread(read.train, read.test, spanDays)
  return {
    train: fitted,
    test: replayed,
    ...(traits && { traits }),
    reports: read.reports,
    warnings: warningsOn(read.reports),
  }
}

/** Rows that could not be used are missing from the numbers. */
function warningsOn(reports: FileEvaluation['reports']): string[] {
  return Object.entries(reports).flatMap(([part, { rows, badRows, problems }]) => {
    const [first] = problems
    if (badRows === 0 || !first) return []
    return [
      `${badRows} rows of ${part} are bad beside ${rows} good ones, the first in line ${first.line}: ${first.detail}.`,
    ]
  })
}

interface Parts {
  readonly train: Interactions
  readonly test: Interactions
  readonly reports: FileEvaluation['reports']
}

async function readParts(options: EvaluateOptions, onRows: (rows: number) => void): Promise<Parts> {
  const { train, test, settings, protocol } = options
  if (!test) throw new EndcapError('option-missing', 'evaluate needs test')
  if (typeof train === 'string' && train === test) {
    throw new EndcapError('option-invalid', `train and test are one file, ${train}; the test must be later`)
  }
  // What the protocol says of the data outweighs what they look like.
  const kind = protocol && (protocol === 'basket' ? 'orders' : 'sessions')
  const how: TrainSettings = { ...(kind && { kind }), ...settings }
  const fitted = await readSessions(train, how, onRows)
  const replayed = await readSessions(test, how, onRows, fitted.interactions.ids)
  return {
    train: fitted.interactions,
    test: replayed.interactions,
    reports: { train: fitted.report, test: replayed.report },
  }
}

async function readLines({ train, test }: EvaluateOptions, onRows: (rows: number) => void): Promise<Parts> {
  if (test) throw new EndcapError('option-invalid', 'the protocol sequence splits train itself; leave test out')
  if (typeof train !== 'string') throw new EndcapError('option-invalid', 'the protocol sequence reads a file')
  const { report, ...parts } = await readSequences(train, onRows)
  return { ...parts, reports: { train: report, test: report } }
}

/** Train over its days; test after it, as many days as its sessions would take at train's pace. */
function spread(train: Interactions, test: Interactions, spanDays: number): readonly [Interactions, Interactions] {
  const spreadTrain = spreadSessions(train, spanDays)
  if (spreadTrain === train) return [train, test]
  const end = spreadTrain.ts.reduce((latest, ts) => Math.max(latest, ts), 0)
  const days = (spanDays * (test.starts.length - 1)) / (train.starts.length - 1)
  return [spreadTrain, spreadSessions(test, days, end)]
}
