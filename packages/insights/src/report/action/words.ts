import { formatAbout, formatCount, formatCountOf } from '../format.js'
import type { Action, ActionConfidence } from './action.js'

/** How sure, in words. */
export const ACTION_WORDS: Readonly<Record<ActionConfidence, string>> = {
  sure: 'sure',
  likely: 'likely: what it brings is estimated',
  unsure: 'not sure that it helps: try it first',
}

/** How much it is about, in words; empty where that is not known. */
export function sizeWords({ size, unit, currency = '' }: Action): string {
  if (!(size > 0)) return ''
  if (unit === 'money') return `${formatAbout(size, currency)} at stake in four weeks`
  return unit === 'people'
    ? formatCount(size) + (size === 1 ? ' person' : ' people')
    : formatCountOf(size, unit.slice(0, -1))
}
