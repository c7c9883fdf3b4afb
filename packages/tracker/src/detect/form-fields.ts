import { dig, listOf, textOf } from './foreign.js'

/**
 * Names and values that a form is about to send. Read from its elements: a `FormData` of the form would run the page's
 * listeners of `formdata` once more.
 */
export function readFields(form: HTMLFormElement): (readonly [name: string, value: string])[] {
  return listOf([...form.elements], (element) => {
    const name = textOf(dig(element, 'name'))
    const type = dig(element, 'type')
    const isLeftOut = dig(element, 'disabled') || (/radio|checkbox/.test(String(type)) && !dig(element, 'checked'))
    return name && !isLeftOut ? ([name, textOf(dig(element, 'value')) ?? ''] as const) : undefined
  })
}
