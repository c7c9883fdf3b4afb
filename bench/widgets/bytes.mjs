/** What a visitor downloads: Endcap's files as they are built, and of the others one row, packed by the same bundler and settings. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../scripts/bundle.mjs'
import { ROOT, readJson } from '../../scripts/workspace.mjs'
import { measureBytes } from '../tracker/bytes.mjs'

const DIST = join(ROOT, 'packages/widgets/dist')
/** Words of a language are no kind of widget. */
const LANGUAGE = /^[a-z]{2}\.js$/

/** Where the packages are pinned. */
export const PEERS = join(import.meta.dirname, 'peers')

/** @type {{ id: string, label: string, packages: string[] }[]} */
export const OTHERS = [
  {
    id: 'recommend-js',
    label: 'recommend-js: relatedProducts, with its client',
    packages: ['@algolia/recommend-js', '@algolia/recommend'],
  },
  {
    id: 'instantsearch',
    label: 'instantsearch.js: relatedProducts, with the lite client',
    packages: ['instantsearch.js', 'algoliasearch'],
  },
  { id: 'embla', label: 'Embla Carousel: the track alone', packages: ['embla-carousel'] },
  { id: 'splide', label: 'Splide: the track alone', packages: ['@splidejs/splide'] },
  { id: 'swiper', label: 'Swiper: the track, buttons, keyboard, labels', packages: ['swiper'] },
]

/** Bytes of a script as the built script tag names it: `endcap.js`, `chunks/refine.js`. */
export const builtBytes = (name) => measureBytes(readFileSync(join(DIST, name)))

/** Endcap's own, with the limit in bytes of gzip that each is held to; then the kinds. */
export async function measureOwn() {
  const sizes = readJson('sizes.json')
  const row = sizes.find(({ name }) => name.startsWith('first row'))
  const [loader, firstRow] = await Promise.all([bundle({ entry: 'packages/widgets/src/loader.ts' }), bundle(row)])
  const named = new Set(sizes.map(({ file }) => file))
  const kinds = readdirSync(join(DIST, 'chunks')).filter(
    (file) => file.endsWith('.js') && !LANGUAGE.test(file) && !named.has(`packages/widgets/dist/chunks/${file}`),
  )
  return {
    parts: [
      { id: 'loader', label: 'Endcap: loader', limit: 600, ...measureBytes(loader.eager) },
      { id: 'row', label: 'Endcap: first row, client and Preact', limit: 9000, ...measureBytes(firstRow.eager) },
      {
        id: 'endcap.js',
        label: 'Endcap: endcap.js, all of the first paint',
        limit: 18_000,
        ...builtBytes('endcap.js'),
      },
    ],
    kinds: kinds.map((file) => ({ id: file.replace(/\.js$/, ''), limit: 1500, ...builtBytes(`chunks/${file}`) })),
  }
}

/** One row of each of the others. */
export async function measureOthers() {
  const rows = []
  for (const { id, label } of OTHERS) {
    const { eager } = await bundle({ entry: `bench/widgets/peers/entry/${id}.js` })
    rows.push({ id, label, ...measureBytes(eager) })
  }
  return rows
}
