import type { Interactions } from '../../train/interactions.js'
import type { Bounds, IntervalMetric, PairedDifference } from '../bootstrap-methods.js'
import { bootstrapMethods } from '../bootstrap-methods.js'
import { rankOf } from '../metrics.js'
import type { EvaluationMode, Predict, Protocol, Question } from '../predict.js'
import { forEachQuestion, type SessionSums } from '../replay.js'

/** A question of the test part with its answer. */
export interface Asked {
  readonly question: Question
  readonly target: number
  /** Of the test part. */
  readonly session: number
}

/** Accuracy at k of one method. */
export interface ColdMethod {
  readonly hr: number
  readonly mrr: number
  readonly ndcg: number
  /** 95 % percentile intervals of the bootstrap over sessions. */
  readonly intervals: Readonly<Record<IntervalMetric, Bounds>>
}

/** A method beside Endcap; `difference` is the margin: Endcap − this, on the same resamples. */
export interface ColdRival extends ColdMethod {
  readonly difference: Readonly<Record<IntervalMetric, PairedDifference>>
}

/** One kind of question, and how each method answers it. */
export interface ColdPart {
  readonly predictions: number
  readonly sessions: number
  /** Items that may be answered. */
  readonly candidates: number
  readonly endcap: ColdMethod
  readonly rivals: Readonly<Record<string, ColdRival>>
}

/** Every question that the protocol asks of test. */
export function listQuestions(
  train: Interactions,
  test: Interactions,
  settings: { readonly protocol: Protocol; readonly mode: EvaluationMode; readonly k: number },
): Asked[] {
  const asked: Asked[] = []
  forEachQuestion(train, test, { ...settings, ks: [settings.k] }, (question, target, _, session) => {
    asked.push({ question, target, session })
  })
  return asked
}

/** Puts the questions to each method, the first of which is Endcap's. */
export function askAll(
  asked: readonly Asked[],
  methods: readonly (readonly [name: string, predict: Predict])[],
  { sessions, candidates, draws }: { readonly sessions: number; readonly candidates: number; readonly draws: number },
): ColdPart {
  const sums = methods.map(([, predict]) => sumUp(asked, predict, sessions))
  const { intervals, differences } = bootstrapMethods(sums, { draws })
  const results = sums.map((own, at): ColdMethod => {
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / (asked.length || 1)
    return { hr: mean(own.hr), mrr: mean(own.mrr), ndcg: mean(own.ndcg), intervals: intervals[at]! }
  })
  const rivals = methods.slice(1).map(([name], at): [string, ColdRival] => {
    return [name, { ...results[at + 1]!, difference: differences[at]! }]
  })
  return {
    predictions: asked.length,
    sessions: new Set(asked.map(({ session }) => session)).size,
    candidates,
    endcap: results[0]!,
    rivals: Object.fromEntries(rivals),
  }
}

function sumUp(asked: readonly Asked[], predict: Predict, sessions: number): SessionSums {
  const columns = () => new Float64Array(sessions)
  const sums: SessionSums = { hr: columns(), mrr: columns(), ndcg: columns(), predictions: columns() }
  for (const { question, target, session } of asked) {
    const rank = rankOf(predict(question), target, question.isTieWanted)
    sums.predictions[session]!++
    if (rank === 0 || rank > question.count) continue
    sums.hr[session]!++
    sums.mrr[session]! += 1 / rank
    sums.ndcg[session]! += 1 / Math.log2(rank + 1)
  }
  return sums
}
