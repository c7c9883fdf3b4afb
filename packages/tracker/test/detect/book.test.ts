import { expect, it } from 'vitest'
import { createBook } from '../../src/detect/book.js'

const page = { id: 'mug', title: 'Mug', where: 'page', price: 10 } as const
const line = { id: 'mug', where: 'cart', price: 9 } as const

it('keeps what a source says of the line in the cart beside what it says of the page', () => {
  const book = createBook()
  book.tell('shopify', page)
  book.tell('shopify', line)
  const [entry] = book.entries()
  expect(entry?.told.get('shopify')).toBe(page)
  expect(entry?.inCart.get('shopify')).toBe(line)
})

it('forgets the page and keeps the cart when the page is another', () => {
  const book = createBook()
  book.tell('shopify', line)
  book.tell('shopify', page)
  book.tell('json-ld', { id: 'jug', where: 'page' })
  book.turn()
  const [entry, ...more] = book.entries()
  expect(more).toEqual([])
  expect([...(entry?.told ?? [])]).toEqual([['shopify', line]])
  expect(book.find('mug')).toBe(entry)
  expect(book.find('jug')).toBeUndefined()
})

it('joins the lines in the cart of products that turn out to be one', () => {
  const book = createBook()
  book.tell('json-ld', page)
  book.tell('adobe', { id: '42', where: 'cart', price: 9 })
  book.tell('microdata', { id: 'mug', aliases: ['42'], where: 'page' })
  const [entry, ...more] = book.entries()
  expect(more).toEqual([])
  expect([...(entry?.inCart.keys() ?? [])]).toEqual(['adobe'])
})
