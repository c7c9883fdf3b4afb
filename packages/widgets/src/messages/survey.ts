import type { EventType, SurveyContext, SurveyQuestion } from '@endcap/core'
import type { MessageContext, MessageView } from './kind.js'
import {
  answer,
  back,
  begin,
  hasResults,
  likesOf,
  next,
  pathOf,
  readQuestions,
  type SurveyState,
} from './survey-steps.js'
import type { SurveyDrawing } from './survey-view.js'

const RESPONSE = 'survey_response' satisfies EventType

/**
 * Asks one question after the other. Each answer is told when the shopper goes on, so that a survey that is left half way counts as far
 * as it came; of two answers to one question the later one counts. What the choices say of the shopper's taste enters the profile at the end.
 */
export function create(context: MessageContext, drawing: SurveyDrawing): MessageView {
  const { host, client, slot, script, labels, draw, tell, close } = context
  let questions: readonly SurveyQuestion[] = []
  let state: SurveyState | undefined
  /** What was told of each question. */
  const told = new Map<string, string>()
  /** Words are told without what is personal in them: this part comes with the first question that asks for words. */
  let scrub: Promise<typeof import('./survey-text.js')> | undefined
  let isAsked = false
  const survey = () => context.design()?.survey ?? { questions: [] }

  const start = () => {
    isAsked = true
    questions = readQuestions(survey())
    state = begin(questions)
    if (!state) script.report('option-missing', `${slot.placement}: survey`)
    if (questions.some(({ type }) => type === 'text')) {
      scrub = import('./survey-text.js')
      scrub.catch((cause) => script.report('network-failed', 'survey-text.js', cause))
    }
  }
  const log = ({ id, type }: SurveyQuestion, given: Pick<SurveyContext, 'score' | 'answers'>, isDone: boolean) =>
    slot.tell(RESPONSE, {
      survey: { survey: slot.placement, question: id, type, ...given },
      ...(isDone && { data: { done: true } }),
    })
  /** Tells an answer that is new, and the end: an answer of nothing when the last question was left out. */
  const respond = ({ at, answers, stage }: SurveyState) => {
    const values = answers.get(at.id) ?? []
    const isDone = stage === 'end'
    const key = values.join('\n')
    if (!isDone && (told.get(at.id) ?? '') === key) return
    told.set(at.id, key)
    if (at.type === 'text' && key) {
      // Nobody else can tell it: what cannot be scrubbed is not told.
      scrub?.then(
        ({ scrubText }) => log(at, { answers: [scrubText(key, 500)] }, isDone),
        () => isDone && log(at, {}, true),
      )
    } else if (/nps|sat/.test(at.type) && key) log(at, { score: +key }, isDone)
    else log(at, values[0] ? { answers: values } : {}, isDone)
  }
  /** Draws what the shopper came to, and brings the focus to its heading. */
  const go = (to: SurveyState) => {
    state = to
    draw()
    host.querySelector<HTMLElement>(to.isMissing ? 'input,textarea' : '[tabindex="-1"]')?.focus()
  }
  return {
    draw() {
      if (!isAsked && context.design()) start()
      return (
        state &&
        drawing.draw({
          survey: survey(),
          path: pathOf(questions, state.answers),
          state,
          isCounted: hasResults(state, survey()),
          onAnswer(values) {
            state = answer(state!, values)
            // Else only the form changes, which has done so by itself.
            if (!state.isMissing) draw()
          },
          onBack: () => go(back(questions, state!)),
          onNext() {
            const before = state!
            const after = next(questions, before, survey())
            if (before.stage === 'ask' && !after.isMissing) respond({ ...before, stage: after.stage })
            const likes = after.stage === 'end' ? likesOf(questions, after.answers) : []
            if (likes[0]) client.prefer(likes)
            go(after)
          },
          onClose() {
            // Who has answered closes a thank-you.
            if (state?.stage !== 'end') tell('dismiss')
            close()
          },
          labels,
        })
      )
    },
  }
}
