/** Experiments whose arms stand in different places of the page. */
import { type Experiment, type MountMode, PLACEMENT_DEFAULTS, type Placement } from '@endcap/core'
import type { Fail } from './fail.js'
import { watchSight } from './view/sight.js'

/** Where an arm stands. */
export interface Place {
  readonly anchor: Element
  readonly mode: MountMode
}

/**
 * The places of all arms of an experiment, in the page as it is; none of them where one has no anchor here. Undefined where all arms
 * stand in one place, wherever that is.
 */
export function findPlaces(
  { selector, mode = PLACEMENT_DEFAULTS.mode }: Placement,
  { id, variants }: Experiment,
  report: Fail,
): readonly Place[] | undefined {
  const wanted = variants.map(({ set }) => ({ selector: set?.selector ?? selector, mode: set?.mode ?? mode }))
  if (wanted.every((one) => one.selector === wanted[0]?.selector && one.mode === wanted[0].mode)) return undefined
  try {
    const places = wanted.flatMap((one) => {
      const anchor = document.querySelector(one.selector)
      return anchor ? [{ anchor, mode: one.mode }] : []
    })
    return places.length === wanted.length ? places : []
  } catch (cause) {
    report('value-invalid', `a selector of ${id} cannot be read`, cause)
    return []
  }
}

/** Where a sentinel goes for a mode. What is filled or replaced is not there any more, but what is before it. */
const MARKS = {
  before: 'before',
  fill: 'before',
  replace: 'before',
  prepend: 'prepend',
  append: 'append',
  after: 'after',
} as const

/**
 * Tells when the first of the places comes on screen, first in the order of the page: what stands before it is the same in every arm, so it is
 * reached alike in every arm, wherever the visitor's own arm stands. Returns its stop.
 */
export function watchFirstPlace(places: readonly Place[], onSeen: () => void): () => void {
  const marks = places.map(({ anchor, mode }) => {
    const mark = document.createElement('span')
    mark.className = 'endcap-sentinel'
    anchor[MARKS[mode]](mark)
    return mark
  })
  const [first, ...others] = marks.sort((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  )
  for (const mark of others) mark.remove()
  const stop = watchSight(first!, (isVisible) => isVisible && onSeen())
  return () => {
    stop()
    first!.remove()
  }
}
