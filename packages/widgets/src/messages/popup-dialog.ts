/** Opens a dialog above the page. A press that begins and ends beside it closes it. */
export function openDialog(dialog: HTMLDialogElement): void {
  let pressed: EventTarget | null = null
  dialog.onmousedown = ({ target }) => {
    pressed = target
  }
  dialog.onclick = ({ target }) => {
    if (target === dialog && pressed === dialog) dialog.close()
  }
  dialog.showModal()
}
