import type { View } from '../kinds/kind.js'
import type { MessageContext } from './kind.js'
import type { SurveyScene } from './survey-view.js'

const LONGEST = 500
const SCALES: Partial<Record<string, readonly string[]>> = {
  nps: [...'0123456789', '10'],
  satisfaction: [...'12345'],
}

/** What a question is answered with: buttons of a scale, choices, or words. Apart from the rest, which would be more than a chunk may weigh. */
export function createFields({ h, id }: MessageContext): (scene: SurveyScene) => View {
  const problem = `${id}-problem`
  return ({ state: { at, answers, isMissing }, labels, onAnswer }) => {
    const given = answers.get(at.id) ?? []
    const described = { ...(isMissing && { 'aria-invalid': true, 'aria-describedby': problem }) }
    if (at.type === 'text') {
      const value = given[0] ?? ''
      const onInput = ({ target }: Event) => {
        const text = (target as HTMLTextAreaElement).value.trim()
        onAnswer(text ? [text] : [])
      }
      return h(
        'textarea',
        {
          class: 'endcap-words',
          rows: 4,
          maxLength: LONGEST,
          'aria-labelledby': `${id}-ask`,
          'aria-required': !!at.required,
          ...described,
          onInput,
        },
        value,
      )
    }
    const scale = SCALES[at.type]
    const isMany = at.type === 'choices'
    const ends = at.type === 'nps' ? [labels.unlikely, labels.likely] : [labels.bad, labels.good]
    const all = scale?.map((value) => ({ id: value, text: value, image: undefined })) ?? at.choices ?? []
    const onChange = ({ target }: Event) => {
      const { value, checked } = target as HTMLInputElement
      // In the order of the choices, whatever was taken first.
      onAnswer(
        isMany ? all.map((one) => one.id).filter((one) => (one === value ? checked : given.includes(one))) : [value],
      )
    }
    const option = ({ id: value, text, image }: (typeof all)[number], i: number) =>
      h('label', { class: 'endcap-option', key: value }, [
        h('input', {
          type: isMany ? 'checkbox' : 'radio',
          name: `${id}-${at.id}`,
          value,
          checked: given.includes(value),
          ...described,
          onChange,
        }),
        image && h('img', { src: image, alt: '', width: 96, height: 96, loading: 'lazy' }),
        h('span', null, [
          text,
          scale && (!i || i === all.length - 1) && h('span', { class: 'endcap-sr' }, ` ${ends[i ? 1 : 0]}`),
        ]),
      ])
    return [
      h('div', { class: `endcap-options endcap-${scale ? at.type : 'choices'}` }, all.map(option)),
      scale &&
        h(
          'p',
          { class: 'endcap-ends', 'aria-hidden': 'true' },
          ends.map((text) => h('span', null, text)),
        ),
    ]
  }
}
