import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type CatalogueIndex, joinCatalogue, type Product } from '@endcap/core'
import { afterAll, describe, expect, it } from 'vitest'
import { NODE_FS, readCatalogueFile, writeCatalogueFolder } from '../src/index.js'
import { readItemTraits } from '../src/train/read-items.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-catalogue-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const HEADER = 'id\ttitle\tlink\timage_link\tprice\tsale price\tavailability\tbrand\tproduct_type\titem_group_id\tcolor'
const FEED = `${HEADER}
m1\tBlue mug\thttps://shop.example/m1\thttps://cdn.example/m1.jpg\t19.99 EUR\t15,50 EUR\tin stock\tPotter\tKitchen > Mugs\tm\tblue
m2\tRed mug\thttps://shop.example/m2\t\tEUR 1,299.00\t\tout_of_stock\t\t\t\t
`

describe('readCatalogueFile', () => {
  it('reads a feed in the names of Google Merchant', async () => {
    const { catalogue, problems } = await readCatalogueFile(put('feed.tsv.gz', gzipSync(FEED)))
    expect(problems).toEqual([])
    expect(catalogue.products).toEqual([
      {
        ...{ id: 'm1', title: 'Blue mug', url: 'https://shop.example/m1', image: 'https://cdn.example/m1.jpg' },
        ...{ price: 19.99, salePrice: 15.5, currency: 'EUR', availability: 'in_stock', brand: 'Potter' },
        ...{ categories: ['Kitchen', 'Mugs'], groupId: 'm', attributes: { color: 'blue' } },
      },
      {
        ...{ id: 'm2', title: 'Red mug', url: 'https://shop.example/m2', price: 1299, currency: 'EUR' },
        availability: 'out_of_stock',
      },
    ])
  })

  it.each([
    ['a price that is none', 'm3\tMug\t/m3\t\tcheap EUR', 'line 3, price: value-invalid'],
    ['no currency', 'm3\tMug\t/m3\t\t4', 'line 3, price: field-missing'],
    ['no title', 'm3\t\t/m3\t\t4 EUR', 'line 3, title: field-missing'],
    ['a stock that nobody knows', 'm3\tMug\t/m3\t\t4 EUR\t\tsoon', 'line 3, availability: value-invalid'],
    ['an id again', 'm1\tMug\t/m3\t\t4 EUR', 'line 3, id: id-duplicate'],
  ])('names the line and column of %s, and leaves it out', async (_, line, expected) => {
    const [header, first] = FEED.split('\n')
    const { catalogue, problems } = await readCatalogueFile(put('bad.tsv', `${header}\n${first}\n${line}\n`))
    expect(catalogue.products.map(({ id }) => id)).toEqual(['m1'])
    expect(problems.map(({ place, code }) => `${place}: ${code}`)).toEqual([expected])
  })

  it.each([
    ['another name', 'feed.yaml', '<rss/>', 'option-invalid'],
    ['no JSON', 'broken.json', '{"products": [', 'json-malformed'],
    ['no products', 'none.json', '{"v": 1, "products": []}', 'input-empty'],
    ['none that can be used', 'unusable.json', '[{"id": "x"}]', '/products/0/title: field-missing'],
    ['a feed without addresses', 'short.csv', 'id,title,price\n1,Mug,4 EUR\n', 'no column link'],
    ['no feed', 'quotes.csv', 'id,"title\n', 'file-unreadable'],
    ['a file that is not there', '', '', 'file-unreadable'],
  ])('refuses %s', async (_, name, content, told) => {
    const path = name ? put(name, content) : join(folder, 'absent.json')
    await expect(readCatalogueFile(path)).rejects.toThrow(told)
  })
})

describe('writeCatalogueFolder', () => {
  const out = join(folder, 'out')
  const make = (count: number, image: string): Product[] =>
    Array.from({ length: count }, (_, i) => ({
      ...{ id: `p${i}`, title: `Product ${i}`, url: `/p${i}`, price: i, currency: 'GBP' },
      ...{ image: `/${image}/${i}.jpg`, categories: [i < 20 ? 'Mugs' : 'Lamps'], brand: 'Potter', tags: ['gift'] },
    }))
  const write = (products: readonly Product[], options = {}) =>
    writeCatalogueFolder({ v: 1, products }, { folder: out, cardsPerFile: 10, now: () => 1e12, ...options })
  const cardFiles = () => readdirSync(out).filter((name) => name.startsWith('cards-'))
  const readIndex = (): CatalogueIndex => JSON.parse(readFileSync(join(out, 'index.json'), 'utf8'))
  const readWhole = () => joinCatalogue(readIndex(), async (name) => JSON.parse(readFileSync(join(out, name), 'utf8')))

  it('writes what is read back as it was, and only what is not there', async () => {
    const told: string[] = []
    const first = await write(make(40, 'a'), { maxAge: 3600, onProgress: (line: string) => told.push(line) })
    expect(first).toMatchObject({ products: 40, files: 4, written: 4, removed: 0 })
    expect(told).toHaveLength(4)
    expect((await readWhole()).products).toEqual(make(40, 'a'))
    expect(readIndex()).toMatchObject({ maxAge: 3600, generatedAt: new Date(1e12).toISOString() })

    const dearer = make(40, 'a').map((product) => ({ ...product, price: product.price + 1 }))
    expect(await write(dearer)).toMatchObject({ files: 4, written: 0 })
    expect((await readWhole()).products).toEqual(dearer)
  })

  it('keeps the cards of the index before for one time more', async () => {
    expect(await write(make(40, 'b'))).toMatchObject({ written: 4, removed: 0 })
    expect(cardFiles()).toHaveLength(8)
    expect(await write(make(40, 'c'))).toMatchObject({ written: 4, removed: 4 })
    expect((await readWhole()).products).toEqual(make(40, 'c'))
    expect(cardFiles()).toHaveLength(8)
  })

  it('leaves the old catalogue whole when a file cannot be written', async () => {
    let left = 2
    const fs = {
      ...NODE_FS,
      write: async (path: string, bytes: Uint8Array) => {
        if (left-- === 0) throw new Error('disk full')
        await NODE_FS.write(path, bytes)
      },
    }
    await expect(write(make(40, 'd'), { fs })).rejects.toThrow('storage-failed')
    expect((await readWhole()).products).toEqual(make(40, 'c'))
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('serves trainers as the catalogue in whole does', async () => {
    const whole = await readItemTraits(put('whole.json', JSON.stringify({ v: 1, products: make(40, 'c') })))
    expect(await readItemTraits(join(out, 'index.json'))).toEqual(whole)
  })
})
