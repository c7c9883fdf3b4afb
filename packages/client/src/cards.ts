/** What a page whose catalogue is one file does not load. */
import {
  type CardFile,
  type CatalogueIndex,
  cardFields,
  type EndcapError,
  isIndex,
  openIndex,
  type Product,
} from '@endcap/core'
import type { CatalogueDeps, LoadedCatalogue, ShownCards } from './catalogue.js'
import { nextTask } from './next-task.js'
import { isProduct } from './read.js'

/** So many are made in some 1 ms, 4 on a slow phone; the engine clears up its memory in the same task. */
const PRODUCTS_PER_TASK = 250

/** Cards come and prices change: in the objects that everybody has already. */
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** A file of cards. */
interface Shard {
  readonly name: string
  readonly ids: string[]
  loading?: Promise<void>
  /** It came, or has failed or was late. */
  isSettled: boolean
}

/**
 * Opens the index of a catalogue in shards; the files of cards lie beside it, and one that came as an object has none. Products are made
 * a few at a time. An index that is too old is asked for anew, once; `catalogue-outdated` tells that there is no newer one. One that cannot
 * be read is reported; what was read before the damage stays.
 */
export async function openCards(given: CatalogueIndex, deps: CatalogueDeps): Promise<LoadedCatalogue> {
  const { source, get, inTime, clock, fail, report } = deps
  const address = typeof source === 'string' ? source : ''
  const folder = address.replace(/[?#].*/, '').replace(/[^/]*$/, '')
  const byId = new Map<string, Mutable<Product>>()
  /** By product; those without a card are not there. */
  const shards = new Map<string, Shard>()
  const lost = new Set<string>()
  let index = given
  let askedAt = -Infinity

  const maxAgeMs = () => (index.maxAge ?? Infinity) * 1000
  const isOutdated = () => clock.now() - Date.parse(index.generatedAt) > maxAgeMs()

  /** True where there is a newer one. Asks no more often than prices grow old. */
  async function askAnew(): Promise<boolean> {
    if (!address || !isOutdated() || clock.now() - askedAt <= maxAgeMs()) return false
    askedAt = clock.now()
    const before = index
    const fresh = await inTime(get<unknown>(address, 'json', 'no-cache')).catch(() => undefined)
    if (isIndex(fresh) && Date.parse(fresh.generatedAt) > Date.parse(before.generatedAt)) index = fresh
    if (isOutdated()) fail('catalogue-outdated', `catalogue: prices of ${index.generatedAt} hold for ${index.maxAge} s`)
    return index !== before
  }

  /** Gives the sound products of the index, with the name of the file that has their card. False where it cannot be read. */
  async function eachProduct(take: (product: Product, file: string | undefined) => void): Promise<boolean> {
    const { shards: files } = index
    try {
      // Not in the task that parsed it.
      await nextTask()
      const { count, read, shardOf } = openIndex(index)
      for (let from = 0; from < count; from += PRODUCTS_PER_TASK) {
        await nextTask()
        read(from, from + PRODUCTS_PER_TASK).forEach((product, i) => {
          const place = from + i
          if (isProduct(product)) take(product, files[shardOf(place) as number])
          else report('value-invalid', `/products/${place}`)
        })
      }
      return true
    } catch (error) {
      const { code = 'value-invalid', message } = error as Partial<EndcapError> & Error
      report(code, message.replace(/.*?: /, ''))
      return false
    }
  }

  async function readCards({ name, ids }: Shard): Promise<void> {
    const { cards } = await get<CardFile>(folder + name, 'json', 'force-cache')
    const own = new Map(cards.map((card) => [card?.id, card]))
    const without = ids.filter((id) => {
      const card = own.get(id)
      if (card) Object.assign(byId.get(id)!, cardFields(card))
      return !card
    })
    for (const id of ids) lost.delete(id)
    for (const id of without) lost.add(id)
    if (without[0]) report('value-invalid', `/${name}: no card of ${without[0]}`)
  }

  /** Once. What is late, or has no card, is lost until it has one. */
  function loadShard(shard: Shard, onLate: () => unknown): Promise<void> {
    shard.loading ??= (async () => {
      const reading = readCards(shard)
      try {
        await inTime(reading)
      } catch (cause) {
        for (const id of shard.ids) lost.add(id)
        fail('network-failed', `catalogue: ${shard.name}: ${cause}`, cause)
        reading.then(onLate, () => {})
      }
      shard.isSettled = true
    })()
    return shard.loading
  }

  async function load(ids: Iterable<string>, onLate: () => unknown = () => {}): Promise<void> {
    const wanted = new Set<Shard>()
    for (const id of ids) {
      const shard = shards.get(id)
      if (shard && !shard.isSettled) wanted.add(shard)
    }
    await Promise.all([...wanted].map((shard) => loadShard(shard, onLate)))
  }

  /** Takes newer prices and stock over; what is no longer there cannot be bought. */
  async function freshen(): Promise<void> {
    if (!(await askAnew())) return
    const gone = new Map(byId)
    const isRead = await eachProduct(({ id, price, salePrice, availability }) => {
      gone.delete(id)
      const known = byId.get(id)
      if (known) Object.assign(known, { price, salePrice, availability })
    })
    if (isRead) for (const product of gone.values()) product.availability = 'out_of_stock'
  }

  await askAnew()
  const files = new Map<string, Shard>()
  await eachProduct((product, name) => {
    const { id } = product
    if (byId.has(id)) return
    byId.set(id, product)
    if (!name || !address) return
    const shard = files.get(name) ?? { name, ids: [], isSettled: false }
    files.set(name, shard)
    shard.ids.push(id)
    shards.set(id, shard)
  })

  const cards: ShownCards = {
    get generatedAt() {
      return Date.parse(index.generatedAt)
    },
    isOutdated,
    lost,
    load,
    async show(answers, show, onChange) {
      freshen()
      const wanted: string[] = []
      answers.forEach((answer, i) => {
        const waiting = answer.items
          .filter(({ product: { id } }) => shards.get(id)?.isSettled === false)
          // What a server drew came with its card.
          .filter(({ product }) => byId.get(product.id) === product)
        if (waiting[0]) wanted.push(...waiting.map(({ product }) => product.id))
        else show(answer, i)
      })
      if (!wanted[0]) return
      await load(wanted, onChange)
      await onChange()
    },
  }
  return { v: 1, products: [...byId.values()], cards, ...(index.content && { content: index.content }) }
}
