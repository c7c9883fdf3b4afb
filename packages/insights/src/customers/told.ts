import type { InsightSource } from '../source/source.js'

/** What is told of a person by name: attributes of the shop, and the choices of surveys as `answer: QUESTION`. */
export type Told = Readonly<Record<string, string>>

/** Reads what the shop imported of its customers and what they chose when they were asked, the last answer to each question. */
export async function readTold(source: InsightSource): Promise<Map<string, Told>> {
  const told = new Map<string, Record<string, string>>()
  const note = (person: string, name: string, value: string) => {
    const own = told.get(person) ?? {}
    own[name] = value
    told.set(person, own)
  }
  if (source.has('attributes')) {
    const rows = await source.ask<{ person: string; attribute: string; value: string | null }>(
      `SELECT person, attribute, value FROM ${await source.table('attributes')} AS a ORDER BY person, attribute, origin`,
    )
    for (const { person, attribute, value } of rows) if (value !== null) note(person, attribute, value)
  }
  if (source.has('events')) {
    const events = await source.part('events', { types: ['survey_response'], mayRepeat: true })
    const rows = await source.ask<{ person: string; question: string; chosen: unknown }>(
      `SELECT person, question, ${source.dialect.last('answers', 'ts', 'event_id')} AS chosen FROM ${events} AS e
       WHERE person IS NOT NULL AND question IS NOT NULL AND answers IS NOT NULL
       GROUP BY person, question ORDER BY person, question`,
    )
    for (const { person, question, chosen } of rows) {
      const [choice] = listOf(chosen)
      // Ids of choices are short words; what was written freely is nobody's segment.
      if (choice !== undefined && /^[a-z0-9][a-z0-9_-]{0,63}$/.test(choice)) note(person, `answer: ${question}`, choice)
    }
  }
  return told
}

function listOf(answers: unknown): string[] {
  try {
    const list: unknown = typeof answers === 'string' ? JSON.parse(answers) : answers
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : []
  } catch {
    return []
  }
}
