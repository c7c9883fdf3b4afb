import { createRandom } from '../../random.js'
import type { Interactions } from '../../train/interactions.js'

/** Train without some of its items, as if they were new in the catalogue. */
export interface HiddenItems {
  /** No row of a hidden item; sessions that had no other are gone. Items keep their numbers. */
  readonly train: Interactions
  /** 1 for a hidden item, by train index. */
  readonly isHidden: Uint8Array
  readonly count: number
}

/** Hides `ratio` of the items that train has rows of and for which `canHide` holds. Same data and seed, same items. */
export function hideItems(
  train: Interactions,
  canHide: (id: string) => boolean,
  { ratio, seed }: { readonly ratio: number; readonly seed: number },
): HiddenItems {
  const random = createRandom(seed)
  const isMet = new Uint8Array(train.ids.length)
  for (const item of train.items) isMet[item] = 1
  const able = train.ids.map((_, item) => item).filter((item) => isMet[item] && canHide(train.ids[item]!))
  const count = Math.round(able.length * ratio)
  const isHidden = new Uint8Array(train.ids.length)
  // Fisher and Yates, as far as it is needed.
  for (let place = 0; place < count; place++) {
    const other = place + Math.floor(random() * (able.length - place))
    const item = able[other]!
    able[other] = able[place]!
    isHidden[item] = 1
  }
  return { train: withoutItems(train, isHidden), isHidden, count }
}

function withoutItems(data: Interactions, isHidden: Uint8Array): Interactions {
  const rows: number[] = []
  const starts = [0]
  const sessions: number[] = []
  for (let session = 0; session + 1 < data.starts.length; session++) {
    const before = rows.length
    for (let row = data.starts[session]!; row < data.starts[session + 1]!; row++) {
      if (!isHidden[data.items[row]!]) rows.push(row)
    }
    if (rows.length === before) continue
    sessions.push(session)
    starts.push(rows.length)
  }
  return {
    ...data,
    starts: Uint32Array.from(starts),
    items: Uint32Array.from(rows, (row) => data.items[row]!),
    ts: Float64Array.from(rows, (row) => data.ts[row]!),
    kinds: Uint8Array.from(rows, (row) => data.kinds[row]!),
    visitors: Uint32Array.from(sessions, (session) => data.visitors[session]!),
    ...(data.sessionIds && { sessionIds: sessions.map((session) => data.sessionIds![session]!) }),
  }
}
