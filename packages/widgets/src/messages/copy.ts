/**
 * Copies the text of an element. Where the browser or the page's policy forbids it, the text is selected, so that the visitor's own
 * command copies it. True when it was copied.
 */
export async function copyText(element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '')
    return true
  } catch {
    getSelection()?.selectAllChildren(element)
    return false
  }
}
