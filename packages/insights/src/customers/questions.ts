import type { InsightSource } from '../source/source.js'

/** The questions of surveys with a scale, by what it is. */
export interface ScaleQuestions {
  /** 0 to 10: how likely to recommend. */
  readonly nps: readonly string[]
  /** 1 to 5. */
  readonly satisfaction: readonly string[]
}

const NO_QUESTIONS: ScaleQuestions = { nps: [], satisfaction: [] }

/** Finds the questions. An answer does not say its scale: scores above 5, or of 0, are of the one to 10. */
export async function readQuestions(source: InsightSource): Promise<ScaleQuestions> {
  if (!source.has('events')) return NO_QUESTIONS
  const rows = await source.ask<{ question: string; low: number; high: number }>(
    `SELECT question, min(score) AS low, max(score) AS high FROM ${await source.part('events', { types: ['survey_response'], mayRepeat: true })} AS e
     WHERE question IS NOT NULL AND score IS NOT NULL GROUP BY question ORDER BY question`,
  )
  const isTen = ({ low, high }: { low: number; high: number }) => low < 1 || high > 5
  const names = (are: boolean) => rows.filter((row) => isTen(row) === are).map(({ question }) => question)
  return { nps: names(true), satisfaction: names(false) }
}

/** A list of texts to ask for, as parameters: `$name0, $name1, …`; never empty. */
export function listed(
  name: string,
  texts: readonly string[],
): { readonly sql: string; readonly values: Readonly<Record<string, string>> } {
  const values = Object.fromEntries((texts.length > 0 ? texts : ['']).map((text, at) => [`${name}${at}`, text]))
  return {
    sql: Object.keys(values)
      .map((key) => `$${key}`)
      .join(', '),
    values,
  }
}
