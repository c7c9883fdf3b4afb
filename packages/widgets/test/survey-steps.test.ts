import type { Survey, SurveyQuestion } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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
} from '../src/messages/survey-steps.js'

const choices = (...ids: string[]) => ids.map((id) => ({ id, text: id }))
const QUIZ: readonly SurveyQuestion[] = [
  { id: 'who', type: 'choice', text: 'For whom?', choices: choices('me', 'gift'), required: true },
  {
    id: 'age',
    type: 'choice',
    text: 'How old?',
    choices: choices('child', 'adult'),
    when: { question: 'who', is: ['gift'] },
  },
  {
    id: 'toys',
    type: 'choices',
    text: 'Toys?',
    choices: choices('bear', 'ball'),
    when: { question: 'age', is: ['child'] },
  },
  { id: 'score', type: 'nps', text: 'Recommend?' },
  { id: 'why', type: 'text', text: 'Why?', when: { question: 'score', is: ['0', '1', '2'] } },
]
const start = (questions = QUIZ) => begin(questions) as SurveyState
/** Answers and goes on, for each of these; undefined: leaves the question out. */
const walk = (...values: (readonly string[] | undefined)[]) =>
  values.reduce((state, value) => next(QUIZ, value ? answer(state, value) : state, {}), start())
const ids = (questions: readonly SurveyQuestion[]) => questions.map(({ id }) => id)

describe('the way through a survey', () => {
  it('goes by the answers, and a branch that hangs on what is not asked is not asked', () => {
    expect(walk(['gift']).at.id).toBe('age')
    expect(walk(['gift'], ['child']).at.id).toBe('toys')
    expect(walk(['me']).at.id).toBe('score')
    expect(walk(['me'], ['10']).stage).toBe('end')
    expect(walk(['me'], ['1']).at.id).toBe('why')
    const changed = answer(back(QUIZ, back(QUIZ, walk(['gift'], ['child']))), ['me'])
    expect(ids(pathOf(QUIZ, changed.answers))).toEqual(['who', 'score'])
  })

  it('stays where an answer is needed, and says so until there is one', () => {
    const stuck = walk(undefined)
    expect(stuck).toMatchObject({ at: { id: 'who' }, isMissing: true })
    expect(answer(stuck, []).isMissing).toBe(true)
    expect(answer(stuck, ['me']).isMissing).toBe(false)
    expect(next(QUIZ, answer(stuck, []), {}).isMissing).toBe(true)
  })

  it('goes past what need not be answered', () => {
    expect(walk(['me'], undefined).stage).toBe('end')
  })

  it('goes back to the question before with its answer, and no further than the first', () => {
    const before = back(QUIZ, walk(['gift'], ['child']))
    expect([before.at.id, before.answers.get('age')]).toEqual(['age', ['child']])
    expect(back(QUIZ, start())).toEqual(start())
  })

  it('shows results of a poll before the next question, and those of the last one at the end', () => {
    const poll: Pick<Survey, 'results'> = { results: { me: 3, gift: 1 } }
    const voted = next(QUIZ, answer(start(), ['me']), poll)
    expect(voted).toMatchObject({ at: { id: 'who' }, stage: 'results' })
    expect(back(QUIZ, voted)).toMatchObject({ at: { id: 'who' }, stage: 'ask' })
    expect(next(QUIZ, voted, poll)).toMatchObject({ at: { id: 'score' }, stage: 'ask' })
    const single = [QUIZ[0] as SurveyQuestion]
    const end = next(single, answer(start(single), ['me']), poll)
    expect(end.stage).toBe('end')
    expect(hasResults(end, poll)).toBe(true)
    expect(hasResults(start(), poll)).toBe(false)
    expect(hasResults(end, { results: { other: 1 } })).toBe(false)
  })

  it('adds up what the choices say that were taken on the way, and not on another', () => {
    const questions: readonly SurveyQuestion[] = [
      {
        ...QUIZ[0]!,
        choices: [
          { id: 'me', text: '', likes: [{ brand: 'A' }, null as never] },
          { id: 'gift', text: '' },
        ],
      },
      { ...QUIZ[1]!, choices: [{ id: 'child', text: '', likes: [{ brand: 'B' }] }] },
    ]
    expect(
      likesOf(
        questions,
        new Map([
          ['who', ['me']],
          ['age', ['child']],
        ]),
      ),
    ).toEqual([{ brand: 'A' }])
    expect(
      likesOf(
        questions,
        new Map([
          ['who', ['gift']],
          ['age', ['child']],
        ]),
      ),
    ).toEqual([{ brand: 'B' }])
  })

  it('comes to an end whatever is answered, asks nothing twice and only what its condition allows', () => {
    const ids = ['a', 'b', 'c', 'd']
    const question = (id: string, i: number) =>
      fc.record({
        id: fc.constant(id),
        text: fc.constant('?'),
        type: fc.constantFrom('choice' as const, 'choices' as const),
        choices: fc.constant(choices('x', 'y')),
        required: fc.boolean(),
        when: fc.option(
          fc.record({ question: fc.constantFrom(...ids.slice(0, Math.max(i, 1))), is: fc.subarray(['x', 'y']) }),
          { nil: undefined },
        ),
      })
    const survey = fc.tuple(...ids.map(question)) as unknown as fc.Arbitrary<readonly SurveyQuestion[]>
    const moves = fc.array(fc.constantFrom('x', 'y', 'none', 'back'), { maxLength: 40 })
    fc.assert(
      fc.property(survey, moves, (questions, moves) => {
        let state = begin(questions)
        if (!state) return
        for (const move of moves) {
          if (move === 'back') state = back(questions, state)
          else state = next(questions, move === 'none' ? state : answer(state, [move]), { results: { x: 1 } })
          const path = pathOf(questions, state.answers)
          expect(path).toContain(state.at)
          expect(new Set(path).size).toBe(path.length)
          for (const { when } of path) {
            if (when) expect(state.answers.get(when.question)?.some((one) => when.is.includes(one))).toBe(true)
          }
        }
        for (let i = 0; i < questions.length * 2; i++)
          state = next(questions, answer(state, ['x']), { results: { x: 1 } })
        expect(state.stage).toBe('end')
        expect(next(questions, state, {})).toBe(state)
        expect(back(questions, state)).toBe(state)
      }),
    )
  })
})

describe('readQuestions', () => {
  it('passes over what cannot be asked', () => {
    const list = [
      null,
      { id: 'a', text: 'A', type: 'nps' },
      { id: 'a', text: 'again', type: 'nps' },
      { id: 'b', text: 'B', type: 'essay' },
      { id: 'c', text: '', type: 'nps' },
      { id: 'd', text: 'D', type: 'choice' },
      { id: 'e', text: 'E', type: 'choice', choices: [null, { id: 'x' }, { id: 'y', text: 'Y' }] },
    ]
    expect(readQuestions({ questions: list as never }).map(({ id, choices }) => [id, choices?.length])).toEqual([
      ['a', undefined],
      ['e', 1],
    ])
    for (const none of [undefined, {}, { questions: 'x' }]) expect(readQuestions(none as never)).toEqual([])
    expect(begin([])).toBeUndefined()
  })
})
