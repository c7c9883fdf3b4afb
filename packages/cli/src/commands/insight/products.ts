import { resolve } from 'node:path'
import type { PriceSensitivity, ProductResult, SeenProduct } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { askInsight, COLUMNS, LIMIT, limitOf, listed, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'
import { readItemNumbers } from './item-numbers.js'

/** `endcap insight products`: what to promote, bury, order and price anew. */
export const products = defineCommand({
  name: 'insight products',
  summary: 'Name the products to promote, to bury, to order and to price anew',
  usage: 'insight products (--data DIR | --clickhouse URL | --transactions FILE) [--stock FILE] [--costs FILE]',
  options: [
    {
      name: 'stock',
      type: 'text',
      value: 'FILE',
      description: 'Pieces in stock: a CSV of id and number, beside what was imported',
    },
    {
      name: 'costs',
      type: 'text',
      value: 'FILE',
      description: 'What a piece costs the shop: a CSV of id and amount; prices then go for profit',
    },
    { name: 'lead-days', type: 'number', default: 14, range: [1, 365], description: 'Days until new stock is there' },
    {
      name: 'alpha',
      type: 'number',
      isFraction: true,
      range: [0, 1],
      default: 0.05,
      description: 'Share of false ones among those named',
    },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
    LIMIT,
  ],
  examples: [
    'endcap insight products --data ./data --lead-days 21',
    'endcap insight products --transactions orders.csv --stock stock.csv --costs costs.csv --json',
  ],
  async run({ values, io, output }) {
    const read = (option: 'stock' | 'costs') => {
      const file = values[option]
      return file === undefined ? {} : { [option]: readItemNumbers(option, resolve(io.cwd, file)) }
    }
    const { alpha } = values
    const asked = { alpha, leadDays: values['lead-days'], ...read('stock'), ...read('costs') }
    const result = await askInsight('products', values, asked, io)
    const limit = limitOf(values, output)
    const shown = {
      ...result,
      promote: result.promote.slice(0, limit),
      bury: result.bury.slice(0, limit),
      restock: result.restock.slice(0, limit),
      prices: { ...result.prices, products: result.prices.products.slice(0, limit) },
    }
    output.result(shown, lines(result, limit))
    return 0
  },
})

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

function lines(result: ProductResult, limit: number): string[] {
  const most = <Row>(rows: readonly Row[], line: (row: Row) => string) =>
    listed(rows.slice(0, limit).map(line), rows.length)
  const { basis, n, promote, bury, restock, prices, shopRate } = result
  const rate = ({ item, name, views, buyers, rate: own, low, high }: SeenProduct) =>
    `  ${name ?? item}  bought by ${buyers} of ${views} sessions that saw it  ${percent(own)} (${percent(low)} to ${percent(high)})`
  return [
    `${result.nPromote} products to promote, ${result.nBury} to bury, ${result.nRestock} to order, ${prices.products.filter(({ suggestion }) => suggestion).length} to price anew, of ${n} (${basis.source})`,
    ...(result.hasViews
      ? [`Of sessions that see a product ${percent(shopRate ?? 0)} buy it`]
      : ['Nobody knows what is seen: promoting and burying need events, by --data or --events']),
    ...(promote.length > 0 ? ['Promote: they sell well and are seen seldom'] : []),
    ...most(
      promote,
      (product) => `${rate(product)}  ${product.orders.toFixed(1)} orders more if seen as the median one`,
    ),
    ...(bury.length > 0 ? ['Bury or mend: they are seen and do not sell'] : []),
    ...most(bury, (product) => `${rate(product)}  ${product.orders.toFixed(1)} orders short`),
    ...(restock.length > 0 ? ['Order'] : []),
    ...most(
      restock,
      ({ item, name, stock, coverDays, order }) =>
        `  ${name ?? item}  ${stock} in stock${coverDays === null ? '' : `, sold out in ${coverDays.toFixed(0)} days`}  order ${order}`,
    ),
    `Prices: ${prices.judged} products could be judged, ${prices.nSignificant} answer to their price; ${prices.mixed} were sold at several prices at a time and ${prices.unclear} moved too little`,
    ...most(
      prices.products.filter(({ isSignificant, suggestion }) => isSignificant || suggestion),
      priceLine,
    ),
  ]
}

function priceLine({ item, name, elasticity, low, high, price, suggestion }: PriceSensitivity): string {
  const advice = suggestion
    ? `  ${price} → ${suggestion.price}: ${suggestion.goal} ${suggestion.effect >= 0 ? '+' : ''}${percent(suggestion.effect)} (${percent(suggestion.effectLow)} to ${percent(suggestion.effectHigh)})`
    : ''
  return `  ${name ?? item}  elasticity ${elasticity.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})${advice}`
}
