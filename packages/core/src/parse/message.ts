import {
  CAMPAIGN_GOALS,
  CAMPAIGN_TYPES,
  type Campaign,
  type CampaignBudget,
  type Coupon,
  type Message,
  POPUP_OPENINGS,
  type PopupOpening,
} from '../message.js'
import type { StatedTaste } from '../profile.js'
import { QUESTION_TYPES, type Survey, type SurveyChoice, type SurveyQuestion } from '../survey.js'
import { audience, messageFrequency, schedule } from './gate.js'
import { boolean, exact, list, note, number, oneOf, plain, type Reader, record, text } from './read.js'

const name = text(64, 1, /^[a-z0-9][a-z0-9_-]{0,63}$/)
const line = text(300, 1)

/** What an offer or a popup says. */
export const message: Reader<Message> = exact<Message>(
  { title: line, text: text(2000), image: text(2000, 1), button: text(80, 1), url: text(2000, 1), countdown: boolean },
  ['title'],
)

/** When a popup opens. */
export const popup: Reader<PopupOpening> = exact<PopupOpening>(
  { on: oneOf(POPUP_OPENINGS), seconds: number(5, 3600), percent: number(1, 100), closedDays: number(0, 3650) },
  ['on'],
)

const coupon: Reader<Coupon> = (value, path, problems) => {
  const source = plain(value, path, problems)
  return (
    source &&
    (Object.hasOwn(source, 'from')
      ? exact<{ from: 'shop' }>({ from: oneOf(['shop'] as const) }, ['from'])
      : exact<{ code: string }>({ code: text(64, 1) }, ['code']))(value, path, problems)
  )
}

/** A campaign. */
export const campaign: Reader<Campaign> = exact<Campaign>(
  {
    id: name,
    name: text(200, 1),
    goal: oneOf(CAMPAIGN_GOALS),
    type: oneOf(CAMPAIGN_TYPES),
    audience,
    schedule,
    frequency: messageFrequency,
    budget: exact<CampaignBudget>({ of: oneOf(['acceptances', 'money'] as const), max: number(0), used: number(0) }, [
      'of',
      'max',
    ]),
    coupon,
    spend: number(0),
    partner: text(200, 1),
    holdout: number(0, 0.5),
    active: boolean,
  },
  ['id', 'goal', 'type'],
)

const taste = exact<StatedTaste>({
  categories: list(text(200, 1), 20, 1),
  brand: text(200, 1),
  price: number(0),
  weight: number(0, 20),
})

const question = exact<SurveyQuestion>(
  {
    id: name,
    type: oneOf(QUESTION_TYPES),
    text: line,
    choices: list(
      exact<SurveyChoice>({ id: name, text: line, image: text(2000, 1), likes: list(taste, 20) }, ['id', 'text']),
      30,
      1,
    ),
    required: boolean,
    when: exact<NonNullable<SurveyQuestion['when']>>({ question: name, is: list(text(64, 1), 50, 1) }, [
      'question',
      'is',
    ]),
  },
  ['id', 'type', 'text'],
)

const questions = exact<Survey>(
  {
    questions: list(question, 30, 1),
    thanks: text(500, 1),
    products: boolean,
    results: record(number(0), 30),
  },
  ['questions'],
)

/** What a survey asks: ids once only, choices where they are chosen from, and conditions on what was asked before. */
export const survey: Reader<Survey> = (value, path, problems) => {
  const read = questions(value, path, problems)
  const before = new Set<string>()
  read?.questions.forEach(({ id, type, choices, when }, i) => {
    const at = `${path}/questions/${i}`
    if (before.has(id)) note(problems, 'id-duplicate', `${at}/id`, id)
    if (type.startsWith('choice') !== !!choices) {
      note(problems, choices ? 'value-invalid' : 'field-missing', `${at}/choices`, `of a question of type ${type}`)
    }
    if (choices && new Set(choices.map((choice) => choice.id)).size < choices.length) {
      note(problems, 'id-duplicate', `${at}/choices`)
    }
    if (when && !before.has(when.question)) note(problems, 'reference-unknown', `${at}/when/question`, when.question)
    before.add(id)
  })
  return read
}
