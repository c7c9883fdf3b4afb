import { describe, expect, it } from 'vitest'
import { readItemTraits } from '../src/train/read-items.js'
import { readSequences } from '../src/train/read-sequences.js'
import { temporaryFile } from './train-data.js'

describe('readItemTraits', () => {
  it.each([
    ['Online Retail', 'StockCode,Description,MedianUnitPrice\n10002,GLOBE,0.85\n', { title: 'GLOBE', price: 0.85 }],
    [
      'nested paths whose names hold commas',
      'ItemId,Title,Categories\n10002,"A, B","[[Clothing, Shoes,Men],[Clothing, Shoes,Sale]]"\n',
      { title: 'A, B', categories: ['Clothing, Shoes', 'Men', 'Sale'] },
    ],
    [
      'a feed',
      'id,name,brand,product_type,price,tags\n10002,Mug,Acme,Home > Mugs,£1 200.50,"red, blue"\n',
      { title: 'Mug', brand: 'Acme', categories: ['Home', 'Mugs'], price: 1200.5, attributes: ['red', 'blue'] },
    ],
    ['nothing but the id', 'sku\n10002\n', {}],
  ])('reads %s', async (_, text, expected) => {
    const traits = await readItemTraits(temporaryFile('items.csv.gz', text))
    expect(traits.get('10002')).toEqual({ attributes: [], ...expected })
  })
  it('reads a catalogue as JSON, and attribute lists by id', async () => {
    const product = { id: 'a', title: 'Mug', price: 3, categories: ['Home', 'Mugs'], attributes: { colour: 'red' } }
    const expected = { title: 'Mug', price: 3, categories: ['Home', 'Mugs'], attributes: ['colour red'] }
    for (const value of [[product], { v: 1, products: [product, { id: 'a', title: 'Other' }, null] }]) {
      const traits = await readItemTraits(temporaryFile('catalog.json', JSON.stringify(value)))
      expect([...traits]).toEqual([['a', expected]])
    }
    const lists = await readItemTraits(temporaryFile('attributes.json.gz', '{"4": [1, 2], "5": []}'))
    expect([...lists]).toEqual([
      ['4', { attributes: ['1', '2'] }],
      ['5', { attributes: [] }],
    ])
  })
  it.each([
    ['items.csv', 'name\nMug\n', 'field-missing'],
    ['items.csv', 'id,name\n', 'input-empty'],
    ['items.csv', 'id,name\n"a,b\n', 'file-unreadable'],
    ['items.json', '{', 'json-malformed'],
    ['items.json', '3', 'input-empty'],
    ['items.csv.gz', '', 'field-missing'],
    ['items.txt', '', 'option-invalid'],
  ])('refuses %s with %j', async (name, text, code) => {
    await expect(readItemTraits(temporaryFile(name, text))).rejects.toMatchObject({ code })
  })
  it('refuses a file that is not there', async () => {
    await expect(readItemTraits('/nothing/items.csv')).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

describe('readSequences', () => {
  it('keeps the last item for the test and the one before for validation', async () => {
    const { train, test, report } = await readSequences(temporaryFile('lines.txt', '1 a b c d\n\n2 b e\n3\n'))
    const rows = (data: typeof train, session: number) =>
      Array.from(data.items.subarray(data.starts[session], data.starts[session + 1]), (item) => data.ids[item])
    expect([rows(train, 0), rows(train, 1)]).toEqual([
      ['a', 'b'],
      ['b', 'e'],
    ])
    expect(rows(test, 0)).toEqual(['a', 'b', 'c', 'd'])
    expect(test.starts).toHaveLength(2)
    // What is held out is not in the vocabulary of train.
    expect(train.ids).toEqual(['a', 'b', 'e'])
    expect(test.ids).toEqual(['a', 'b', 'e', 'c', 'd'])
    expect(report).toMatchObject({ rows: 6, badRows: 1, problems: [{ line: 4, code: 'field-missing' }] })
  })
  it('refuses an empty file and one that is not there', async () => {
    await expect(readSequences(temporaryFile('lines.txt', '\n'))).rejects.toMatchObject({ code: 'input-empty' })
    await expect(readSequences('/nothing.txt')).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})
