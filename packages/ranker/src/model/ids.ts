import type { ContentHeader, Model, NumericIds } from '@endcap/core'
import { ensure } from './file.js'

/** Longest prefix and most digits of an id: a number in a file must not make a page build long texts. */
const MOST_ID = 256
/** A page asks for a few items of thousands: to scan numbers for each is faster than to make an index, up to so many. */
const MOST_SCANS = 100

/** How a model names its items. */
export type Ids = Pick<Model, 'ids' | 'idOf' | 'indexOf'>

/**
 * Names items as the header says; `columns` are those of the numbers, lowest byte first, each as long as there are items.
 * Nothing is named before it is asked for: a page that shows twenty products needs no fifteen thousand texts.
 */
export function createIds({ ids: given, items }: Pick<ContentHeader, 'ids' | 'items'>, columns: Uint8Array[]): Ids {
  const texts: string[] = Array.isArray(given) ? given : new Array(items)
  const { prefix, width, from, near } = given as NumericIds
  const isText = texts === given
  if (isText) ensure(texts.length === items && texts.every((id) => typeof id === 'string'))
  else {
    ensure(typeof prefix === 'string' && prefix.length <= MOST_ID && width <= MOST_ID && Number.isFinite(from))
    ensure(columns.every((column) => column.length === items))
  }

  let numbers: Float64Array | undefined
  const read = (): Float64Array => {
    const values = new Float64Array(items)
    for (let item = 0, before = from; item < items; item++) {
      let step = 0
      for (let column = columns.length; column--; ) step = step * 256 + columns[column]![item]!
      if (near) before += step % 2 ? -(step + 1) / 2 : step / 2
      values[item] = near ? before : from + step
    }
    return values
  }
  const idOf = (index: number): string =>
    (texts[index] ??= prefix + `${((numbers ??= read()))[index]!}`.padStart(width, '0'))
  let isNamed = isText
  let places: Map<string | number, number> | undefined
  let scans = 0
  return {
    get ids() {
      for (let item = 0; !isNamed && item < items; item++) idOf(item)
      isNamed = true
      return texts
    },
    idOf,
    indexOf(id) {
      const keys = isText ? texts : (numbers ??= read())
      const key = isText ? id : Number(id.slice(prefix.length))
      if (!places && (isText || ++scans > MOST_SCANS)) {
        places = new Map()
        for (let item = 0; item < items; item++) places.set(keys[item]!, item)
      }
      const place = places ? places.get(key) : (keys as Float64Array).indexOf(key as number)
      // ' 7', '7.0' and another prefix are other ids than '7'.
      return place! >= 0 && idOf(place!) === id ? place : undefined
    },
  }
}
