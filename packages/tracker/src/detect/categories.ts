import type { EventItem } from '@endcap/core'

/** Category names from broad to narrow in the fields of an item, which has five. */
export function categoryFields(names: readonly string[]): Partial<EventItem> {
  return Object.fromEntries(names.slice(0, 5).map((name, i) => [`item_category${i ? i + 1 : ''}`, name.slice(0, 256)]))
}
