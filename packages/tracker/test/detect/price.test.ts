import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAvailability } from '../../src/detect/availability.js'
import { parseCurrency, parsePrice } from '../../src/detect/price.js'

describe('prices', () => {
  test.each([
    ['1.299,00', 1299],
    ['1,299.00', 1299],
    ['12,5', 12.5],
    ['12.5', 12.5],
    ['1.299', 1299],
    ['1,299', 1299],
    ['1299', 1299],
    ['1299.000', 1299],
    ['0.299', 0.299],
    ['.50', 0.5],
    ['1.299.000', 1299000],
    ['1,299,000.5', 1299000.5],
    ['12,34,567.89', 1234567.89],
    ["1'299.50", 1299.5],
    ['1’299.50', 1299.5],
    ['1 299,50 €', 1299.5],
    ['1\u00a0299,50', 1299.5],
    ['1\u202f299', 1299],
    ['€ 12,–', 12],
    ['12.-', 12],
    ['Rs. 1,299.00', 1299],
    ['Rs.1299', 1299],
    ['-4,95', -4.95],
    ['10.00 – 20.00', 10],
    ['12.50 179.00', 12.5],
    ['USD 15', 15],
  ])('%s is %d', (text, price) => expect(parsePrice(text)).toBe(price))

  test.each([
    ['1.299', 1.299],
    ['8.403', 8.403],
    ['1,299', 1299],
    ['12,5', 12.5],
    ['1.299,00', 1299],
    [4.95, 4.95],
    [0, 0],
  ])('with a decimal point, as machines write, %s is %d', (text, price) => expect(parsePrice(text, '.')).toBe(price))

  test.each([
    [''],
    ['free'],
    [null],
    [undefined],
    [{}],
    [[]],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ['9'.repeat(20)],
    [true],
  ])('%j is none', (value) => expect(parsePrice(value)).toBeUndefined())

  test('every price is read back from how any language writes it', () => {
    const languages = ['en', 'de', 'fr', 'de-CH', 'pl', 'pt-BR', 'sv', 'en-IN', 'es', 'it', 'ja']
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.constantFrom(...languages), (cents, language) => {
        const text = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD' }).format(cents / 100)
        expect(parsePrice(text)).toBe(cents / 100)
      }),
    )
  })

  test('any text is a number within bounds or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,-' €a") }), (text) => {
        const price = parsePrice(text)
        expect(price === undefined || Math.abs(price) <= 1e9).toBe(true)
      }),
    )
  })
})

test.each([
  ['eur', 'EUR'],
  [' USD ', 'USD'],
  ['€', undefined],
  ['EURO', undefined],
  [978, undefined],
])('currency %s is %s', (value, code) => expect(parseCurrency(value)).toBe(code))

test.each([
  ['https://schema.org/InStock', 'in_stock'],
  ['http://schema.org/OutOfStock', 'out_of_stock'],
  ['schema:PreOrder', 'preorder'],
  ['BackOrder', 'backorder'],
  ['in stock', 'in_stock'],
  ['out_of_stock', 'out_of_stock'],
  ['available for order', 'backorder'],
  ['https://schema.org/SoldOut', 'out_of_stock'],
  ['LimitedAvailability', 'in_stock'],
  ['maybe', undefined],
  [1, undefined],
])('availability %s is %s', (value, state) => expect(parseAvailability(value)).toBe(state))
