import { type Catalogue, EndcapError, isIndex, joinCatalogue, parseCatalogue } from '@endcap/core'
import { type Check, fail, warn } from './check.js'
import { checkJson } from './check-json.js'

/** Where pages find a catalogue: in whole, or in shards. */
const WHOLE = 'catalog.json'
const INDEX = 'catalog/index.json'

/**
 * Checks the catalogue of a site, `catalog.json` or, where that is not there, `catalog/index.json` with all its files of cards: that every
 * product can be read, and that prices and stock are not older than they may be. The catalogue is not there when it cannot be read at all.
 */
export async function checkCatalogue(
  read: (path: string) => Promise<Uint8Array | undefined>,
  now: number,
): Promise<{ readonly check: Check; readonly catalogue?: Catalogue }> {
  const whole = await read(WHOLE)
  const name = whole ? WHOLE : INDEX
  const bytes = whole ?? (await read(INDEX))
  const value = parseJson(bytes)
  if (!isIndex(value)) {
    let catalogue: Catalogue | undefined
    const check = checkJson('catalogue', bytes ? name : WHOLE, bytes, (json) => {
      const parsed = parseCatalogue(json)
      catalogue = parsed.catalogue
      return { ...parsed, summary: `${catalogue.products.length} products` }
    })
    return { check, ...(catalogue && { catalogue }) }
  }
  const folder = name.replace(/[^/]*$/, '')
  try {
    const joined = await joinCatalogue(value, async (file) => {
      const card = parseJson(await read(folder + file))
      if (card === undefined) throw new EndcapError('file-unreadable', `${folder}${file}`)
      return card
    })
    const { catalogue, problems } = parseCatalogue(joined)
    const shards = `${catalogue.products.length} products, ${value.shards.length} files of cards`
    const check = checkJson('catalogue', name, bytes, () => ({ problems, summary: shards }))
    const oldSeconds = (now - Date.parse(value.generatedAt)) / 1000
    const isOutdated = value.maxAge !== undefined && oldSeconds > value.maxAge
    const stale = warn(
      'catalogue',
      `${name}: prices and stock of ${value.generatedAt} were to hold for ${value.maxAge} s`,
      'run `endcap catalog` as often as they change, or give it a longer --max-age',
    )
    return { check: isOutdated && check.state === 'ok' ? stale : check, catalogue }
  } catch (error) {
    if (!(error instanceof EndcapError)) throw error
    const detail = error.message.replace('[endcap] ', '')
    return { check: fail('catalogue', `${name}: ${detail}`, 'write the catalogue anew by `endcap catalog`') }
  }
}

/** Undefined where it is none. */
function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes && JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
