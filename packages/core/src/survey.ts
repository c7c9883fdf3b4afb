/** What a shop asks its visitors, as data. */
import type { StatedTaste } from './profile.js'

/**
 * `nps`: how likely to recommend, 0 to 10. `satisfaction`: 1 to 5. `choice`: one of {@link SurveyQuestion.choices}; `choices`: any of them.
 * `text`: free words, at most 500 characters.
 */
export const QUESTION_TYPES = ['nps', 'satisfaction', 'choice', 'choices', 'text'] as const
/** One of {@link QUESTION_TYPES}. */
export type QuestionType = (typeof QUESTION_TYPES)[number]

/** One answer that can be chosen. */
export interface SurveyChoice {
  /** @pattern ^[a-z0-9][a-z0-9_-]{0,63}$ */
  readonly id: string
  readonly text: string
  /** URL. */
  readonly image?: string
  /** What whoever chooses it likes: it enters the profile. */
  readonly likes?: readonly StatedTaste[]
}

/** One question. */
export interface SurveyQuestion {
  /** @pattern ^[a-z0-9][a-z0-9_-]{0,63}$ */
  readonly id: string
  readonly type: QuestionType
  readonly text: string
  /** Of `choice` and `choices`. */
  readonly choices?: readonly SurveyChoice[]
  /** @default false: it can be left out */
  readonly required?: boolean
  /** Asked only when the answer to an earlier question is one of these: ids of choices, or numbers of a scale as text. */
  readonly when?: { readonly question: string; readonly is: readonly string[] }
}

/** Questions in their order: an NPS with its reason, a poll, or a quiz that finds products. */
export interface Survey {
  /** @minItems 1 */
  readonly questions: readonly SurveyQuestion[]
  /** Said at the end. */
  readonly thanks?: string
  /**
   * Shows products that fit after the last answer: a quiz.
   * @default false
   */
  readonly products?: boolean
  /**
   * Shows how often each choice of a single `choice` was taken, as counted by the shop: a poll. By id of the choice.
   */
  readonly results?: Readonly<Record<string, number>>
}
