import type { Survey, SurveyQuestion } from '@endcap/core'
import { fill } from '../kinds/fill.js'
import type { View } from '../kinds/kind.js'
import type { MessageContext } from './kind.js'
import type { MessageLabels } from './labels.js'
import type { SurveyState } from './survey-steps.js'

/** What is drawn, and what the shopper can do. */
export interface SurveyScene {
  readonly survey: Survey
  /** The questions on the way of these answers. */
  readonly path: readonly SurveyQuestion[]
  readonly state: SurveyState
  /** The shop counted how often the choices of this question were taken. */
  readonly isCounted: boolean
  readonly labels: MessageLabels
  onAnswer(values: readonly string[]): void
  onBack(): void
  onNext(): void
  onClose(): void
}

/** Draws a survey: it keeps no state. */
export interface SurveyDrawing {
  draw(scene: SurveyScene): View
}

/**
 * A question as a group of its own, so that the next one is a new form; then what others said; then thanks and products that fit. `fields`
 * draws what is answered with.
 */
export function create({ h, id, slot, locale }: MessageContext, fields: (scene: SurveyScene) => View): SurveyDrawing {
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const problem = `${id}-problem`

  /** The name of the section: the heading, else the question. */
  const named = () => (slot.snapshot().heading ? {} : { id })

  /** Bars with the shopper's own vote counted in. */
  function bars({ survey: { results = {} }, state: { at, answers } }: SurveyScene): View {
    const own = answers.get(at.id)?.[0]
    const rows = (at.choices ?? []).map(({ id: choice, text }) => {
      const counted = Object.hasOwn(results, choice) ? Number(results[choice]) || 0 : 0
      return { choice, text, votes: Math.max(counted, 0) + (choice === own ? 1 : 0) }
    })
    const sum = rows.reduce((all, { votes }) => all + votes, 0)
    return h(
      'ul',
      { class: 'endcap-results', role: 'list' },
      rows.map(({ choice, text, votes }) =>
        h('li', { key: choice, class: choice === own ? 'endcap-own-vote' : undefined }, [
          h('span', null, text),
          h('b', null, percent.format(votes / sum)),
          h('progress', { class: 'endcap-progress', max: sum, value: votes, 'aria-hidden': 'true' }),
        ]),
      ),
    )
  }

  function form(scene: SurveyScene): View {
    const { survey, path, state, labels, onBack, onNext } = scene
    const { at, stage, isMissing } = state
    const isAsk = stage === 'ask'
    const isRadio = isAsk && at.type !== 'text' && at.type !== 'choices'
    const count = path.length
    const step = path.indexOf(at) + 1
    const onSubmit = (event: Event) => {
      event.preventDefault()
      onNext()
    }
    return h('form', { class: 'endcap-form', noValidate: true, onSubmit }, [
      survey.questions.length > 1 &&
        h('div', { class: 'endcap-steps' }, [
          h('progress', { class: 'endcap-progress', max: count, value: step, 'aria-hidden': 'true' }),
          h('span', null, fill(labels.step, `${step}`, `${count}`)),
        ]),
      h(
        'fieldset',
        {
          key: `${at.id} ${stage}`,
          class: 'endcap-group',
          ...(isRadio && { role: 'radiogroup', 'aria-labelledby': `${id}-ask`, 'aria-required': !!at.required }),
          ...(isMissing && { 'aria-describedby': problem }),
        },
        [
          h('legend', { class: 'endcap-ask', tabIndex: -1, ...named() }, h('span', { id: `${id}-ask` }, at.text)),
          isAsk ? fields(scene) : bars(scene),
        ],
      ),
      h('p', { class: 'endcap-problem', id: problem, role: 'alert' }, isMissing && labels.needed),
      h('div', { class: 'endcap-actions' }, [
        (step > 1 || !isAsk) &&
          h(
            'button',
            { key: 'back', type: 'button', class: 'endcap-button endcap-back', onClick: onBack },
            labels.back,
          ),
        h(
          'button',
          { key: 'next', type: 'submit', class: 'endcap-button endcap-main' },
          step === count ? labels.send : labels.next,
        ),
      ]),
    ])
  }

  function end(scene: SurveyScene): View {
    const { survey, isCounted, labels } = scene
    return [
      h('p', { class: 'endcap-ask', tabIndex: -1, ...named() }, survey.thanks || labels.thanks),
      isCounted && bars(scene),
      survey.products &&
        h('endcap-for-you', {
          class: 'endcap-reserved',
          placement: `${slot.placement}-products`,
          heading: labels.picks,
          count: 8,
          min: 1,
        }),
    ]
  }

  return {
    draw(scene) {
      const { heading } = slot.snapshot()
      return [
        heading && h('h2', { class: 'endcap-heading', id }, heading),
        h(
          'button',
          { type: 'button', class: 'endcap-close', 'aria-label': scene.labels.close, onClick: scene.onClose },
          '×',
        ),
        scene.state.stage === 'end' ? end(scene) : form(scene),
      ]
    },
  }
}
