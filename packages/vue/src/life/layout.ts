/** True when any of the element is in the window. */
export function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}

/** True when the element, and all that follows it, is below the window: what happens there moves nothing in sight. */
export const isBelow = (element: Element): boolean => element.getBoundingClientRect().top >= innerHeight
