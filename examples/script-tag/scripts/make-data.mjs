/**
 * Makes `data/orders.csv.gz` and `data/catalog.json` from UCI Online Retail. The output is committed, so this runs only
 * when the rules change: `node scripts/make-data.mjs <folder with online-retail.csv.gz and online-retail-products.csv.gz>`.
 * Same input, same bytes.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, gzipSync } from 'node:zlib'
import { readAttributes } from './data/attributes.mjs'
import { categorise } from './data/category.mjs'
import { readCsv } from './data/read-csv.mjs'
import { formatTitle } from './data/title.mjs'
import { assignGroups } from './data/variants.mjs'

/** A product enters the demo catalogue when it stands on this many order lines. */
const MIN_LINE_COUNT = 120
/** Sold on none of the last days of the data: out of stock. */
const STALE_DAYS = 60
/** The price of these last days, when clearly lower than the usual one, is a sale price. */
const SALE_DAYS = 45
const SALE_RATIO = 0.86
const BESTSELLER_COUNT = 60
const DAY_MS = 86_400_000

const example = resolve(fileURLToPath(import.meta.url), '../..')
const source = resolve(process.argv[2] ?? join(example, '../../../shared/data/online-retail'))
const ordersFile = join(source, 'online-retail.csv.gz')
if (!existsSync(ordersFile)) {
  console.error(`No online-retail.csv.gz in ${source}. Pass the folder that has it as the first argument.`)
  process.exit(2)
}

const lines = []
for (const row of readCsv(ordersFile)) {
  const id = row.StockCode.toUpperCase()
  if (row.InvoiceNo.startsWith('C') || !(row.Quantity > 0) || !(row.UnitPrice > 0) || !/^\d{5}/.test(id)) continue
  lines.push({
    order: row.InvoiceNo,
    at: row.InvoiceDate,
    customer: row.CustomerID,
    id,
    quantity: row.Quantity,
    price: row.UnitPrice,
  })
}

const csv = ['order_id,ordered_at,customer_id,item_id,quantity,price']
for (const line of lines) csv.push([line.order, line.at, line.customer, line.id, line.quantity, line.price].join(','))
const packed = gzipSync(`${csv.join('\n')}\n`, { level: 9, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY })
packed[9] = 255 // the gzip header's operating-system byte: unknown, so that every machine writes the same file
writeFileSync(join(example, 'data/orders.csv.gz'), packed)

const descriptions = new Map()
for (const row of readCsv(join(source, 'online-retail-products.csv.gz'))) {
  const id = row.StockCode.toUpperCase()
  if (!descriptions.has(id) || row.StockCode === id) descriptions.set(id, row.Description)
}

const median = (values) => {
  const sorted = values.map(Number).sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
const pence = (amount) => Math.round(amount * 100) / 100

const byItem = new Map()
for (const line of lines) {
  if (!byItem.has(line.id)) byItem.set(line.id, [])
  byItem.get(line.id).push(line)
}
const firstDay = Date.parse(lines[0].at)
const lastDay = Date.parse(lines.at(-1).at)
const sinceDays = (line) => (lastDay - Date.parse(line.at)) / DAY_MS

const chosen = [...byItem]
  .filter(([id, sold]) => sold.length >= MIN_LINE_COUNT && descriptions.has(id))
  .map(([id, sold]) => ({ id, sold, orderCount: new Set(sold.map((line) => line.order)).size }))
  .sort((a, b) => b.orderCount - a.orderCount || (a.id < b.id ? -1 : 1))

const products = chosen.map(({ id, sold }, rank) => {
  const title = formatTitle(descriptions.get(id))
  // Guests' lines carry another price list (about twice as high): the registered customers' price is the shop's.
  const listed = sold.filter((line) => line.customer)
  const price = pence(median((listed.length ? listed : sold).map((line) => line.price)))
  const late = listed.filter((line) => sinceDays(line) <= SALE_DAYS)
  const latePrice = late.length >= 5 ? pence(median(late.map((line) => line.price))) : price
  const isNew = Date.parse(sold[0].at) - firstDay > 31 * DAY_MS
  const tags = []
  if (rank < BESTSELLER_COUNT) tags.push('bestseller')
  if (lastDay - Date.parse(sold[0].at) < 120 * DAY_MS) tags.push('new')
  return {
    id,
    title,
    url: `/product/${id}.html`,
    image: `/tiles/${id}.svg`,
    price,
    ...(latePrice <= price * SALE_RATIO && { salePrice: latePrice }),
    currency: 'GBP',
    availability: sinceDays(sold.at(-1)) > STALE_DAYS ? 'out_of_stock' : 'in_stock',
    categories: categorise(title),
    attributes: readAttributes(title),
    ...(tags.length && { tags }),
    ...(isNew && { publishedAt: sold[0].at.slice(0, 10) }),
  }
})
for (const product of assignGroups(products)) {
  // Where the group stands in the object is part of the bytes: right after the id.
  const { id, groupId, ...rest } = product
  for (const key of Object.keys(product)) delete product[key]
  Object.assign(product, { id, ...(groupId && { groupId }), ...rest })
}

const body = products.map((product) => `    ${JSON.stringify(product)}`).join(',\n')
const catalog = `{\n  "v": 1,\n  "currency": "GBP",\n  "products": [\n${body}\n  ]\n}\n`
writeFileSync(join(example, 'data/catalog.json'), catalog)
console.log(
  `orders.csv.gz: ${lines.length} lines, ${packed.length} bytes; catalog.json: ${products.length} products, ${catalog.length} bytes`,
)
