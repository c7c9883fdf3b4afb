/**
 * Copies the code that an element shows. Where the browser or the page's policy forbids it, the code is selected, so that the visitor's own
 * command copies it. True when it was copied.
 */
export async function copyCode(host: Element): Promise<boolean> {
  const code = host.querySelector('.endcap-code')
  try {
    await navigator.clipboard.writeText(code?.textContent ?? '')
    return true
  } catch {
    if (code) getSelection()?.selectAllChildren(code)
    return false
  }
}
