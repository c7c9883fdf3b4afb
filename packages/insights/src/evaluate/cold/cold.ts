import { EndcapError } from '@endcap/core'
import type { Interactions } from '../../train/interactions.js'
import type { ItemTraits } from '../../train/read-items.js'
import { createPop } from '../baselines/pop.js'
import type { EvaluateProgress, EvaluateSettings } from '../evaluate.js'
import { resolveEvaluation } from '../evaluate.js'
import { checkLeakage } from '../leakage.js'
import { createOwnModel } from '../own-model.js'
import type { EvaluationMode, Predict, Protocol, Question } from '../predict.js'
import { countRows } from '../replay.js'
import { createPickTop } from '../top.js'
import { type Asked, askAll, type ColdPart, listQuestions } from './ask.js'
import { hideItems } from './hide-items.js'
import { labelsOf } from './labels.js'
import { asNewcomer, createPages } from './pages.js'
import { amongOnly, createCategoryRival, createRandomRival } from './rivals.js'

/** What to hide, and how to ask. */
export interface ColdSettings
  extends Pick<EvaluateSettings, 'protocol' | 'mode' | 'k' | 'settings' | 'maxBytes' | 'draws'> {
  /** Share of the items with traits that train loses, more than 0, at most a half. @default 0.1 */
  readonly ratio?: number
  /** Which items those are, and what the random rival answers. @default 1 */
  readonly seed?: number
  readonly onProgress?: (progress: EvaluateProgress) => void
}

/** What is asked, in the order of the result. */
export const COLD_PARTS = ['new-items', 'among-new', 'new-page', 'first-page', 'home', 'category-page'] as const
/** One of {@link COLD_PARTS}. */
export type ColdPartName = (typeof COLD_PARTS)[number]

/** How well items and visitors of whom nothing is known are served. Hit rates are at `k`. */
export interface ColdEvaluation {
  readonly protocol: Protocol
  readonly mode: EvaluationMode
  readonly k: number
  readonly ratio: number
  readonly seed: number
  readonly hidden_items: number
  readonly version: string
  readonly model_bytes_gzip: number
  readonly fit_s: number
  readonly draws: number
  readonly train: { readonly sessions: number; readonly interactions: number; readonly items: number }
  readonly test: { readonly sessions: number; readonly interactions: number }
  /**
   * `new-items`: the target is hidden, the whole catalogue may be answered; `among-new`: of those, only hidden items may;
   * `new-page`: the item on view is hidden; `first-page`: the item on view is all that is known, neither it nor the target
   * is hidden; `home`: nothing is known; `category-page`: only a category of the target is.
   */
  readonly parts: Readonly<Record<ColdPartName, ColdPart>>
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
}

const MOST_RATIO = 0.5

/**
 * Leave-items-out: hides a share of the items from train, fits the own model on the rest and the catalogue, and asks test about what
 * is new, beside popularity, chance and likeness by category. The model goes through its file and the browser's scorer; pages without
 * a product through the browser's ranker. Throws `option-invalid`, and `value-invalid` when both parts are the same.
 */
export function evaluateCold(
  given: Interactions,
  test: Interactions,
  traits: ReadonlyMap<string, ItemTraits>,
  options: ColdSettings = {},
): ColdEvaluation {
  const { ratio = 0.1, seed = 1, settings, maxBytes, onProgress } = options
  const { protocol, mode, k, draws } = resolveEvaluation({ ...options, baselines: [] }, given)
  if (!(ratio > 0 && ratio <= MOST_RATIO)) {
    throw new EndcapError(
      'option-invalid',
      `the share of hidden items is ${ratio}, it must be more than 0, at most ${MOST_RATIO}`,
    )
  }
  const remarks = protocol === 'sequence' ? { notes: [], warnings: [] } : checkLeakage(given, test)
  const { train, isHidden, count } = hideItems(given, (id) => labelsOf(traits.get(id)).length > 0, { ratio, seed })
  if (count === 0) throw new EndcapError('option-invalid', 'the catalogue names none of the items that train has')
  const own = createOwnModel(train, {
    protocol,
    mode,
    traits,
    ...(settings && { settings }),
    ...(maxBytes !== undefined && { maxBytes }),
    onProgress: (done) => onProgress?.({ phase: 'fit', method: 'endcap', ratio: done }),
  })
  const counts = countRows(train)
  const labels = train.ids.map((id) => labelsOf(traits.get(id)))
  const all = train.ids.map((_, item) => item)
  const rivalsOver = (candidates: readonly number[]): readonly (readonly [string, Predict])[] => [
    ['category', createCategoryRival(labels, counts)],
    ['popularity', createPop(counts)],
    ['random', createRandomRival(candidates, seed)],
  ]
  const questions = listQuestions(train, test, { protocol, mode, k })
  const isNew = (item: number | undefined): boolean => isHidden[item ?? -1] === 1
  const isKnown = (item: number | undefined): boolean => counts[item ?? -1]! > 0
  const sessions = test.starts.length - 1
  const measured: Partial<Record<ColdPartName, ColdPart>> = {}
  const measure = (
    name: ColdPartName,
    asked: readonly Asked[],
    candidates: number,
    methods: readonly (readonly [string, Predict])[],
  ): void => {
    onProgress?.({ phase: 'measure', method: name, ratio: Object.keys(measured).length / COLD_PARTS.length })
    measured[name] = askAll(asked, methods, { sessions, candidates, draws })
  }

  const wanted = questions.filter(({ target }) => isNew(target))
  measure('new-items', wanted, all.length, [['endcap', own.predict], ...rivalsOver(all)])
  const among = rivalsOver(all.filter(isNew)).map(([name, predict]) => [name, amongOnly(predict, isHidden)] as const)
  measure('among-new', wanted, count, [['endcap', amongOnly(own.predict, isHidden)], ...among])
  const onNew = questions.filter(({ question }) => isNew(question.newestFirst[0]))
  measure('new-page', onNew, all.length, [['endcap', own.predict], ...rivalsOver(all)])
  const known = questions.filter(({ question, target }) => isKnown(question.newestFirst[0]) && isKnown(target))
  measure('first-page', onlyPage(known, protocol === 'session'), all.length, [
    ['endcap', own.predict],
    ...rivalsOver(all),
  ])

  const pages = createPages(own.model, train.ids, traits, latestOf(train))
  const newcomers = asNewcomer(questions, test, protocol === 'session').filter(({ target }) => isKnown(target))
  const [, popularity, random] = rivalsOver(all)
  measure('home', newcomers, all.length, [['endcap', pages.home], popularity!, random!])
  const categories = new Map(newcomers.map(({ question, target }) => [question, pages.categoryOf(target)]))
  const categoryOf = (question: Question) => categories.get(question)
  const inCategory = newcomers.filter(({ question }) => categoryOf(question) !== undefined)
  const pickTop = createPickTop(counts)
  const popularInCategory: Predict = (question) => {
    const items = pages.itemsOf(categoryOf(question))
    return pickTop(Float64Array.from(counts), items, items.length, question)
  }
  const randomInCategory: Predict = (question) => createRandomRival(pages.itemsOf(categoryOf(question)), seed)(question)
  measure('category-page', inCategory, all.length, [
    ['endcap', pages.categoryPage(categoryOf)],
    popularity!,
    ['popularity-in-category', popularInCategory],
    ['random-in-category', randomInCategory],
  ])
  return {
    protocol,
    mode,
    k,
    ratio,
    seed,
    hidden_items: count,
    version: own.version,
    model_bytes_gzip: own.model_bytes_gzip,
    fit_s: own.fit_s,
    draws,
    train: { sessions: train.starts.length - 1, interactions: train.items.length, items: train.ids.length - count },
    test: { sessions, interactions: test.items.length },
    parts: measured as Record<ColdPartName, ColdPart>,
    notes: [
      `${count} of ${given.ids.length} items were hidden: train has no row of them, the catalogue has them.`,
      ...(train.timeUnit === 'order'
        ? ['Time is only an order in these data: `trending` takes that of the lines for it.']
        : []),
      ...remarks.notes,
    ],
    warnings: remarks.warnings,
  }
}

/** The first step of a visit as it is; what else the visitor has met is left out of lines and baskets. */
function onlyPage(asked: readonly Asked[], isVisit: boolean): Asked[] {
  if (isVisit) return asked.filter(({ question }) => question.newestFirst.length === 1)
  return asked.map(({ question: { ts: _, now: __, ...question }, ...rest }) => {
    const [page] = question.newestFirst
    return { ...rest, question: { ...question, newestFirst: [page!], history: [], without: [page!] } }
  })
}

const latestOf = ({ ts, timeUnit }: Interactions): number =>
  timeUnit === 'ms' ? ts.reduce((latest, value) => Math.max(latest, value), 0) : 0
