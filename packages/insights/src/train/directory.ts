import { type DirectoryHeader, EndcapError, hashToUnit } from '@endcap/core'

/** Room beyond the ids: from 1.23 on, three random places an id are enough for nearly every large set; small ones want more. */
const ROOM = 1.3
const MOST_SEEDS = 1000

/**
 * The shards of some ids as three tables of which one entry each is XORed (Botelho, Pagh, Ziviani 2007): 2.5 bytes an id, whatever the
 * ids look like, and found without looking for them.
 */
export function encodeDirectory(
  ids: readonly string[],
  shards: readonly number[],
): { readonly seed: DirectoryHeader['seed']; readonly body: Uint8Array } {
  const length = Math.ceil((ids.length * ROOM) / 3) + 2
  for (let seed = 0; seed < MOST_SEEDS; seed++) {
    const places = ids.map((id) =>
      [0, 1, 2].map((table) => table * length + Math.floor(hashToUnit(`${seed}-${table}`, id) * length)),
    )
    const order = peel(places, 3 * length)
    if (!order) continue
    const entries = new Uint16Array(3 * length)
    // Backwards, the place that an id had alone is still free.
    for (const [id, alone] of order.reverse()) {
      let value = shards[id]!
      for (const place of places[id]!) value ^= entries[place]!
      entries[alone] = value
    }
    return { seed, body: new Uint8Array(entries.buffer) }
  }
  throw new EndcapError('internal', `no directory of ${ids.length} ids; are some of them equal?`)
}

/** Takes away, one after the other, ids that have a place alone. Undefined when some are left. */
function peel(places: readonly (readonly number[])[], size: number): [id: number, alone: number][] | undefined {
  const holders = new Uint32Array(size)
  // The XOR of all ids at a place is the id when it is alone there.
  const mixed = new Uint32Array(size)
  places.forEach((list, id) => {
    for (const place of list) {
      holders[place]!++
      mixed[place]! ^= id
    }
  })
  const order: [number, number][] = []
  const open = [...holders.keys()].filter((place) => holders[place] === 1)
  while (open.length) {
    const alone = open.pop()!
    if (holders[alone] !== 1) continue
    const id = mixed[alone]!
    order.push([id, alone])
    for (const place of places[id]!) {
      mixed[place]! ^= id
      if (--holders[place]! === 1) open.push(place)
    }
  }
  return order.length === places.length ? order : undefined
}
