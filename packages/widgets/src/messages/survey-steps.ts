/** The way through a survey, apart from how it is drawn: pure, from state to state. */
import { QUESTION_TYPES, type StatedTaste, type Survey, type SurveyQuestion } from '@endcap/core'

/** By question: ids of choices, a number of a scale as text, or words. An empty list: it was left out. */
export type Answers = ReadonlyMap<string, readonly string[]>

/** Where a shopper is in a survey. */
export interface SurveyState {
  readonly answers: Answers
  /** The question that is asked, or that was asked last. */
  readonly at: SurveyQuestion
  /** `results`: how the others answered, before the next question. */
  readonly stage: 'ask' | 'results' | 'end'
  /** The shopper went on without an answer that is needed. */
  readonly isMissing: boolean
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The questions that can be asked; the page reads its config loosely, and what is none is passed over. */
export function readQuestions(survey: Partial<Survey> | undefined): readonly SurveyQuestion[] {
  const known = new Set<string>()
  const list = Array.isArray(survey?.questions) ? (survey.questions as (Partial<SurveyQuestion> | null)[]) : []
  return list.flatMap((entry) => {
    const { id, text, type } = entry ?? {}
    if (!isText(id) || !isText(text) || !QUESTION_TYPES.includes(type!) || known.has(id)) return []
    known.add(id)
    const question = entry as SurveyQuestion
    if (!type!.startsWith('choice')) return question
    const choices = (Array.isArray(question.choices) ? question.choices : []).filter(
      (choice) => isText(choice?.id) && isText(choice.text),
    )
    return choices[0] ? { ...question, choices } : []
  })
}

/** The questions that these answers lead to, in order. One that hangs on a question that is not asked is not asked either. */
export function pathOf(questions: readonly SurveyQuestion[], answers: Answers): readonly SurveyQuestion[] {
  const asked = new Set<string>()
  return questions.filter(({ id, when }) => {
    const isAsked =
      !when ||
      (asked.has(when.question) &&
        Array.isArray(when.is) &&
        answers.get(when.question)?.some((one) => when.is.includes(one)))
    if (isAsked) asked.add(id)
    return isAsked
  })
}

/** The first question. Undefined where there is none. */
export function begin(questions: readonly SurveyQuestion[]): SurveyState | undefined {
  const at = pathOf(questions, new Map())[0]
  return at && { answers: new Map(), at, stage: 'ask', isMissing: false }
}

/** With an answer to the question that is asked. */
export const answer = (state: SurveyState, values: readonly string[]): SurveyState => ({
  ...state,
  answers: new Map(state.answers).set(state.at.id, values),
  isMissing: state.isMissing && !values[0],
})

/** Whether the shop counted how often the choices of a question were taken, and the shopper took one. */
export const hasResults = ({ answers, at }: SurveyState, { results }: Pick<Survey, 'results'>): boolean =>
  at.type === 'choice' &&
  !!answers.get(at.id)?.[0] &&
  !!at.choices?.some(({ id }) => results && Object.hasOwn(results, id))

/** On to what comes next; where an answer is needed and missing, it stays. Results of the last question stand at the end. */
export function next(
  questions: readonly SurveyQuestion[],
  state: SurveyState,
  survey: Pick<Survey, 'results'>,
): SurveyState {
  const { at, stage, answers } = state
  if (stage === 'end') return state
  if (stage === 'ask' && at.required && !answers.get(at.id)?.[0]) return { ...state, isMissing: true }
  const path = pathOf(questions, answers)
  const following = path[path.findIndex(({ id }) => id === at.id) + 1]
  const ahead = { answers, isMissing: false }
  if (!following) return { ...ahead, at, stage: 'end' }
  if (stage === 'ask' && hasResults(state, survey)) return { ...ahead, at, stage: 'results' }
  return { ...ahead, at: following, stage: 'ask' }
}

/** Back to the question before; its answer is still there. The first one stays, and the end is the end. */
export function back(questions: readonly SurveyQuestion[], state: SurveyState): SurveyState {
  if (state.stage === 'end') return state
  const path = pathOf(questions, state.answers)
  const here = path.findIndex(({ id }) => id === state.at.id)
  const at = state.stage === 'results' ? state.at : (path[here - 1] ?? state.at)
  return { answers: state.answers, at, stage: 'ask', isMissing: false }
}

/** What the choices say that were taken on the way, each once. */
export const likesOf = (questions: readonly SurveyQuestion[], answers: Answers): readonly StatedTaste[] =>
  pathOf(questions, answers).flatMap(({ id, choices = [] }) =>
    choices.flatMap((choice) => {
      const isTaken = answers.get(id)?.includes(choice.id)
      return isTaken && Array.isArray(choice.likes) ? choice.likes.filter((like) => like) : []
    }),
  )
