import { nextTick } from 'vue'

/** To be called before a change is drawn: a card that is moved loses the focus, and gets it back once the change was drawn. */
export async function keepFocus(list: Element | null | undefined): Promise<void> {
  const { activeElement } = document
  await nextTick()
  if (list?.contains(activeElement) && activeElement !== document.activeElement) {
    ;(activeElement as HTMLElement).focus({ preventScroll: true })
  }
}
