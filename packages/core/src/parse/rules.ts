import { type Boost, type Bounds, type ProductFilter, type Rules, SHARED_TRAITS } from '../rules.js'
import { boolean, exact, list, note, number, oneOf, type Reader, record, text } from './read.js'

const ids = list(text(128, 1), 1000, 1)
const names = list(text(256, 1), 200, 1)

/** Bounds, at least one, the lower not above the upper. */
export const bounds: Reader<Bounds> = (value, path, problems) => {
  const read = exact<Bounds>({ min: number(), max: number() })(value, path, problems)
  const { min = -Infinity, max = Infinity } = read ?? {}
  return min > max ? note(problems, 'value-invalid', path, 'min is above max') : read
}

const fields = {
  ids,
  groups: ids,
  categories: names,
  brands: names,
  tags: names,
  attributes: record(names, 50),
  numbers: record(bounds, 50),
  price: bounds,
  onSale: boolean,
  newDays: number(0),
  same: list(oneOf(SHARED_TRAITS), SHARED_TRAITS.length, 1),
} as const

const filter = exact<ProductFilter>(fields)

/** A boost that names nothing but its factor would lift all, which is nothing. */
const boost: Reader<Boost> = (value, path, problems) => {
  const read = exact<Boost>({ ...fields, factor: number(Number.MIN_VALUE, 100) }, ['factor'])(value, path, problems)
  if (read && Object.keys(read).length < 2) return note(problems, 'value-invalid', path, 'names no products')
  return read
}

const filters = list(filter, 100)

/** Rules of the site or of a placement. */
export const rules: Reader<Rules> = exact<Rules>({
  pin: list(text(128, 1), 1000),
  exclude: filters,
  bury: filters,
  boost: list(boost, 100),
  include: filters,
  boughtDays: number(0),
})
