import { EndcapError } from '@endcap/core'
import { normalQuantile } from '../experiment/distribution.js'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { type CohortUnit, createCalendar } from './calendar.js'
import { listed, readQuestions } from './questions.js'
import { TREND_ALPHA, type Trend, trendOf } from './trend.js'
import { type Share, wilson } from './wilson.js'

/** How answers are counted. */
export interface FeedbackOptions {
  /** @default 'month' */
  readonly unit?: CohortUnit | undefined
}

/** Net promoter score, −100 to 100, with a 95 % interval. */
export interface NetPromoter {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly n: number
  readonly promoters: number
  readonly passives: number
  readonly detractors: number
}

/** What people said, and what they did for the shop, in a unit of time. */
export interface FeedbackPeriod {
  readonly period: string
  readonly nps: NetPromoter | undefined
  /** Scores of 4 and 5 among those from 1 to 5. */
  readonly satisfied: Share | undefined
  readonly meanSatisfaction: number | undefined
  /** Visitors who shared something, of all. */
  readonly sharing: Share | undefined
  /** Visitors who rated a product, of all. */
  readonly rating: Share | undefined
}

/** What customers say of the shop, and whether it gets better. */
export interface FeedbackResult {
  readonly basis: SourceBasis
  readonly unit: CohortUnit
  /** Answers on a scale. */
  readonly n: number
  readonly questions: { readonly nps: readonly string[]; readonly satisfaction: readonly string[] }
  readonly all: Omit<FeedbackPeriod, 'period'>
  readonly periods: readonly FeedbackPeriod[]
  /** Whether there are more promoters, or satisfied ones, or people who share; p is corrected for there being several (Holm). */
  readonly trends: Readonly<Record<'promoters' | 'satisfied' | 'sharing', Trend | undefined>>
}

interface AnswerRow {
  readonly unit_at: number
  readonly promoters: number
  readonly passives: number
  readonly detractors: number
  readonly satisfied: number
  readonly rated: number
  readonly total: number
}
interface WordRow {
  readonly unit_at: number
  readonly people: number
  readonly sharing: number
  readonly rating: number
}

const Z = normalQuantile(0.975)

/** Reads answers, ratings and shares. Throws `field-missing` without events and `input-empty` without any visitor. */
export async function analyseFeedback(
  source: InsightSource,
  { unit = 'month' }: FeedbackOptions = {},
): Promise<FeedbackResult> {
  const responses = await source.part('events', { types: ['survey_response'] })
  const events = await source.part('events', { mayRepeat: true })
  const calendar = createCalendar(unit, source.dialect)
  const questions = await readQuestions(source)
  const [nps, satisfaction] = [listed('nps', questions.nps), listed('sat', questions.satisfaction)]
  const count = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  const isNps = `question IN (${nps.sql})`
  const isSatisfaction = `question IN (${satisfaction.sql})`
  const answers = await source.ask<AnswerRow>(
    `SELECT ${calendar.sql('day')} AS unit_at, ${count(`${isNps} AND score >= 9`)} AS promoters,
       ${count(`${isNps} AND score > 6 AND score < 9`)} AS passives, ${count(`${isNps} AND score <= 6`)} AS detractors,
       ${count(`${isSatisfaction} AND score >= 4`)} AS satisfied, ${count(isSatisfaction)} AS rated,
       sum(CASE WHEN ${isSatisfaction} THEN score ELSE 0 END) AS total
     FROM ${responses} AS e WHERE score IS NOT NULL AND question IS NOT NULL
     GROUP BY unit_at ORDER BY unit_at`,
    { ...nps.values, ...satisfaction.values },
  )
  const words = await source.ask<WordRow>(
    `SELECT unit_at, count(*) AS people, ${count('shared > 0')} AS sharing, ${count('rated > 0')} AS rating
     FROM (SELECT ${calendar.sql('day')} AS unit_at, person, ${count(`type = 'share'`)} AS shared, ${count(`type = 'rate'`)} AS rated
       FROM ${events} AS e WHERE person IS NOT NULL GROUP BY unit_at, person) AS p GROUP BY unit_at ORDER BY unit_at`,
  )
  if (answers.length === 0 && words.length === 0) {
    throw new EndcapError('input-empty', `${source.basis.source} knows nobody`)
  }
  const units = [...new Set([...answers, ...words].map(({ unit_at }) => unit_at))].sort((a, b) => a - b)
  const at = <Row extends { readonly unit_at: number }>(rows: readonly Row[], number: number) =>
    rows.filter(({ unit_at }) => unit_at === number)
  const point = (n: number, successes: number, number: number) => ({ at: number, successes, n })
  const trends = corrected({
    promoters: trendOf(
      answers
        .map((row) => point(row.promoters + row.passives + row.detractors, row.promoters, row.unit_at))
        .filter(({ n }) => n > 0),
    ),
    satisfied: trendOf(answers.map((row) => point(row.rated, row.satisfied, row.unit_at)).filter(({ n }) => n > 0)),
    sharing: trendOf(words.map((row) => point(row.people, row.sharing, row.unit_at))),
  })
  return {
    basis: source.basis,
    unit,
    n: answers.reduce((sum, row) => sum + row.promoters + row.passives + row.detractors + row.rated, 0),
    questions,
    all: readPeriod(answers, words),
    periods: units.map((number) => ({
      period: calendar.nameOf(number),
      ...readPeriod(at(answers, number), at(words, number)),
    })),
    trends,
  }
}

function readPeriod(answers: readonly AnswerRow[], words: readonly WordRow[]): Omit<FeedbackPeriod, 'period'> {
  const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  const rated = sum(answers, (row) => row.rated)
  const people = sum(words, (row) => row.people)
  return {
    nps: netPromoter(
      sum(answers, (row) => row.promoters),
      sum(answers, (row) => row.passives),
      sum(answers, (row) => row.detractors),
    ),
    satisfied: wilson(
      sum(answers, (row) => row.satisfied),
      rated,
    ),
    meanSatisfaction: rated > 0 ? sum(answers, (row) => row.total) / rated : undefined,
    sharing: wilson(
      sum(words, (row) => row.sharing),
      people,
    ),
    rating: wilson(
      sum(words, (row) => row.rating),
      people,
    ),
  }
}

/**
 * The share of 9 and 10 less that of 0 to 6 (Reichheld 2003). The interval is that of a difference of two shares of one sample, with half an
 * answer added to each of the three (Agresti and Min 2005), so that a few answers that are all alike are not sure. Undefined without answers.
 */
export function netPromoter(promoters: number, passives: number, detractors: number): NetPromoter | undefined {
  const n = promoters + passives + detractors
  if (n === 0) return undefined
  const [more, less, all] = [promoters + 0.5, detractors + 0.5, n + 1.5]
  const middle = (more - less) / all
  const half = Z * Math.sqrt(((more + less) / all - middle * middle) / all)
  return {
    value: (100 * (promoters - detractors)) / n,
    low: 100 * Math.max(-1, middle - half),
    high: 100 * Math.min(1, middle + half),
    n,
    promoters,
    passives,
    detractors,
  }
}

/** Chances as they are where several are looked at (Holm 1979). */
function corrected<Name extends string>(
  trends: Readonly<Record<Name, Trend | undefined>>,
): Record<Name, Trend | undefined> {
  const names = (Object.keys(trends) as Name[]).filter((name) => trends[name])
  const found: Record<Name, Trend | undefined> = { ...trends }
  let least = 0
  for (const [at, name] of names.sort((a, b) => (trends[a]?.p ?? 1) - (trends[b]?.p ?? 1)).entries()) {
    const trend = trends[name] as Trend
    least = Math.min(1, Math.max(least, trend.p * (names.length - at)))
    found[name] = { ...trend, p: least, direction: least < TREND_ALPHA ? trend.direction : 'none' }
  }
  return found
}
