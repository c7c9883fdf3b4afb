import { EndcapError, type PageKind, type Placement } from '@endcap/core'

/** True when the placement belongs on pages of this kind. */
export function belongsOn({ pages }: Placement, kind: PageKind): boolean {
  return !pages?.length || pages.includes(kind)
}

/** The anchor of a placement: the first match, null while there is none. An unreadable selector gives the error, thrown by nobody. */
export function findAnchor({ id, selector }: Placement, root: ParentNode = document): Element | EndcapError | null {
  try {
    return root.querySelector(selector)
  } catch (cause) {
    return new EndcapError('value-invalid', `placement ${id}: the selector ${selector} cannot be read`, cause)
  }
}
