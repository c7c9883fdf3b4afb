import type { View } from '../kinds/kind.js'
import type { ScriptParts } from '../kinds/preset.js'

/** What stands around a message. */
export interface Frame {
  readonly name: string
  readonly placement: string
  /** Of the element that names the section. */
  readonly id: string
  readonly state: string
  readonly isAbove: boolean | undefined
  /** It keeps its place and is not seen. */
  readonly isBlank: boolean
  readonly content: View
  /** What was said last, for screen readers. */
  readonly status: string
}

const Fragment = ({ children }: { children?: View }) => children

/** Draws the sentinel, the section with its content, and one polite status that outlives the section. */
export function drawFrame({ h, render }: ScriptParts, host: HTMLElement, frame: Frame): void {
  const { name, placement, id, state, isAbove, isBlank, content, status } = frame
  render(
    h(Fragment, null, [
      h('span', { class: 'endcap-sentinel' }),
      // Before the section, whose height changes: nothing is moved by it.
      h('p', { class: 'endcap-sr', role: 'status' }, status),
      h(
        'section',
        {
          class: isAbove ? 'endcap-out' : `endcap-message endcap-as-${name}${isBlank ? ' endcap-blank' : ''}`,
          'data-endcap-slot': placement,
          'data-endcap-state': state,
          ...(!isAbove && { 'aria-labelledby': id }),
        },
        content,
      ),
    ]),
    host,
  )
}
