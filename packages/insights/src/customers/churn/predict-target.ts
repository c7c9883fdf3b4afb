import { BOOST_DEFAULTS, boostedClassifier, growTrees } from './boost.js'
import { CALIBRATIONS, type CalibrationName, calibrate } from './calibrate.js'
import { type Classifier, chanceOf, type Labelled } from './classifier.js'
import { FEATURES, type FeatureName, type Snapshot } from './features.js'
import { fitLogistic } from './logistic.js'
import { type ProbabilityScore, scoreChances } from './probability-score.js'

/** Kinds of models that are tried. */
export type ClassifierName = 'logistic' | 'boosted_trees'

/** Days that a model is fitted on, chosen on and tested on: what came in the window after one is over before the next begins. */
export interface TimeSplit {
  /** The newest first. */
  readonly train: readonly Snapshot[]
  readonly validation: Snapshot
  readonly test: Snapshot
}

/** Something that happens to a customer in the days after a day, or does not. */
export interface Target {
  /** In words that go on "the chance to". */
  readonly title: string
  readonly days: number
  label(snapshot: Snapshot, at: number): number
}

/** A model's error in choosing. */
export interface Candidate {
  readonly model: ClassifierName
  readonly calibration: CalibrationName
  /** On the half of the validation that calibrated nothing. */
  readonly log_loss: number
}

/** How much a column moves the log odds, on average over the test. */
export interface Importance {
  readonly feature: FeatureName
  readonly title: string
  readonly mean_contribution: number
}

/** A chosen model with what it did on the newest window, that it had not seen. */
export interface TargetReport {
  readonly title: string
  readonly days: number
  readonly train_rows: number
  readonly validation_rows: number
  readonly chosen: { readonly model: ClassifierName; readonly calibration: CalibrationName }
  readonly candidates: readonly Candidate[]
  readonly test: ProbabilityScore
  /** A lifetime model on the same test, to compare; not there where none could be fitted. */
  readonly lifetime_model?: ProbabilityScore
  /** Whether it is surely better than a coin and saves 1 % of the squared error of one chance for all. */
  readonly finding: boolean
  readonly importance: readonly Importance[]
}

/** A model that says how likely the target is. */
export interface Predictor {
  readonly report: TargetReport
  chance(row: readonly number[]): number
  /** In log odds, towards the target. */
  contributions(row: readonly number[]): readonly number[]
}

/** Least customers, and least of each kind, at every day. */
const LEAST_ROWS = 200
const LEAST_KIND = 30
const ROUNDS = [20, 40, 60, 80, 120] as const
const EXPLAINED = 300
/** Of an AUC that is a coin's; two targets are asked. */
const LEVEL = 0.01
/** Share of the squared error that a model has to save to be of use. */
const LEAST_SKILL = 0.01

/**
 * Fits a logistic regression and boosted trees on the older days; calibrates each on one half of the validation day's customers, by
 * Platt's line and by isotonic steps, and takes what has the least log loss on the other half; then tests on the newest window. Gives
 * words why not where there are too few.
 */
export function predictTarget(split: TimeSplit, target: Target, lifetime?: readonly number[]): Predictor | string {
  const { validation, test } = split
  const labelsOf = (snapshot: Snapshot) => snapshot.rows.map((_, at) => target.label(snapshot, at))
  for (const snapshot of [...split.train.slice(0, 1), validation, test]) {
    const labels = labelsOf(snapshot)
    const yes = labels.reduce((sum, label) => sum + label, 0)
    if (labels.length < LEAST_ROWS || Math.min(yes, labels.length - yes) < LEAST_KIND) {
      return `the chance to ${target.title}: ${labels.length} customers, of whom ${yes} did; a model needs ${LEAST_ROWS}, and ${LEAST_KIND} of each kind, in every window`
    }
  }
  const training: Labelled = {
    rows: split.train.flatMap(({ rows }) => rows),
    labels: split.train.flatMap(labelsOf),
  }
  const labels = labelsOf(validation)
  const half = (parity: number): Labelled => ({
    rows: validation.rows.filter((_, at) => at % 2 === parity),
    labels: labels.filter((_, at) => at % 2 === parity),
  })
  const [own, other] = [half(0), half(1)]
  const models: Readonly<Record<ClassifierName, Classifier>> = {
    logistic: fitLogistic(
      training,
      validation.names.flatMap((name, column) => (name === 'order_chance' ? [column] : [])),
    ),
    boosted_trees: stopEarly(training, own),
  }
  const tried = (['logistic', 'boosted_trees'] as const).flatMap((model) =>
    CALIBRATIONS.map((calibration) => {
      const calibrated = calibrate(calibration, own.rows.map(models[model].score), own.labels)
      const chances = other.rows.map((row) => calibrated(models[model].score(row)))
      return { model, calibration, calibrated, log_loss: logLoss(chances, other.labels) }
    }),
  )
  const best = tried.reduce((least, each) => (each.log_loss < least.log_loss ? each : least))
  const model = models[best.model]
  const chance = (row: readonly number[]) => best.calibrated(model.score(row))
  const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length
  const tested = labelsOf(test)
  const score = scoreChances(test.rows.map(chance), tested, rate)
  return {
    chance,
    contributions: model.contributions,
    report: {
      title: target.title,
      days: target.days,
      train_rows: training.rows.length,
      validation_rows: labels.length,
      chosen: { model: best.model, calibration: best.calibration },
      candidates: tried.map(({ calibrated: _, ...candidate }) => candidate),
      test: score,
      ...(lifetime && { lifetime_model: scoreChances(lifetime, tested, rate) }),
      finding: score.auc_p < LEVEL && score.brier_skill >= LEAST_SKILL,
      importance: importanceOf(model, test),
    },
  }
}

function stopEarly(training: Labelled, own: Labelled): Classifier {
  const columns = training.rows[0]?.length ?? 0
  const grown = growTrees(training, BOOST_DEFAULTS)
  const lengths = ROUNDS.map((rounds) => {
    const model = boostedClassifier({ base: grown.base, trees: grown.trees.slice(0, rounds) }, columns)
    return {
      model,
      loss: logLoss(
        own.rows.map((row) => chanceOf(model.score(row))),
        own.labels,
      ),
    }
  })
  return lengths.reduce((least, each) => (each.loss < least.loss ? each : least)).model
}

const logLoss = (chances: readonly number[], labels: readonly number[]): number =>
  chances.reduce((sum, chance, at) => sum - Math.log(Math.max(1e-12, labels[at] ? chance : 1 - chance)), 0) /
  Math.max(1, chances.length)

function importanceOf(model: Classifier, { rows, names }: Snapshot): Importance[] {
  const step = Math.max(1, Math.floor(rows.length / EXPLAINED))
  const explained = rows.filter((_, at) => at % step === 0).map(model.contributions)
  return names
    .map((feature, column) => ({
      feature,
      title: FEATURES[feature],
      mean_contribution: explained.reduce((sum, each) => sum + Math.abs(each[column] ?? 0), 0) / explained.length,
    }))
    .sort((a, b) => b.mean_contribution - a.mean_contribution)
}
