const CLEAR = /^(transparent|rgba\(.*, 0\))$/

/**
 * Opens a dialog above the page, in the colours of the place that its element stands in: a theme that is dark need not say so to the
 * browser. A press that begins and ends beside it closes it.
 */
export function openDialog(dialog: HTMLDialogElement): void {
  let pressed: EventTarget | null = null
  dialog.onmousedown = ({ target }) => {
    pressed = target
  }
  dialog.onclick = ({ target }) => {
    if (target === dialog && pressed === dialog) dialog.close()
  }
  const { parentElement: place, style } = dialog
  for (let level = place; level; level = level.parentElement) {
    const { backgroundColor, color } = getComputedStyle(level)
    if (!backgroundColor || CLEAR.test(backgroundColor)) continue
    style.setProperty('--_surface', backgroundColor)
    style.setProperty('--_text', getComputedStyle(place as Element).color || color)
    break
  }
  dialog.showModal()
}
