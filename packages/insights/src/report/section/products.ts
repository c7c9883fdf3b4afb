import type { PriceSensitivity } from '../../assortment/prices.js'
import type { ProductResult } from '../../assortment/products.js'
import type { SeenProduct } from '../../assortment/seen-products.js'
import { renderFigure, renderTable } from '../chart/figure.js'
import { drawRanges, rangesHeightPx } from '../chart/ranges.js'
import { formatAmount, formatCount, formatCountOf, formatLift, formatPercent, formatSmall } from '../format.js'
import { type Html, html } from '../html.js'

/** Rows of each list. */
const SHOWN = 10
/** Products that fewer sessions viewed are not shown. */
const LEAST_SHOWN = 10

/** Products to promote, to bury, to order and to price anew. */
export function renderProducts(result: ProductResult): Html {
  const { n, basis, promote, bury, restock, prices, nPromote, nBury, nRestock } = result
  const words = `${basis.source} · ${formatCountOf(n, 'product')}`
  const offers = prices.products.filter(({ suggestion }) => suggestion)
  const todo = [
    nPromote > 0 && `promote ${formatCount(nPromote)}`,
    nBury > 0 && `bury or mend ${formatCount(nBury)}`,
    nRestock > 0 && `order ${formatCount(nRestock)}`,
    offers.length > 0 && `try another price for ${formatCount(offers.length)}`,
  ].filter((part) => part !== false)
  return html`<section aria-labelledby="products">
<h2 id="products">Products</h2>
<p class="basis">${words}</p>
<div class="verdict ${todo.length > 0 ? 'good' : 'wait'}"><p class="headline">${todo.length > 0 ? `What to do: ${todo.join(', ')}` : 'Nothing stands out'}</p>
<p>${todo.length > 0 ? 'Each list is sorted by what is at stake; begin at its top.' : 'No product differs from the others more than chance makes them: leave them as they are.'}</p></div>
${rates('promote', 'Sell well, seen seldom: give them a place', promote, result)}
${rates('bury', 'Seen, and do not sell: mend the page or the price, or bury them', bury, result)}
${restock.length > 0 && renderTable({ columns: ['Order', 'In stock', 'Lasts', 'Asked for', 'To order'], rows: restock.slice(0, SHOWN).map((row) => [row.name ?? row.item, formatCount(row.stock), row.coverDays === null ? '–' : `${formatCount(row.coverDays)} days`, formatCount(row.demand), formatCount(row.order)]) }, 'Products to order')}
${priceFigure(prices.products, words)}
${offers.length > 0 && renderTable({ columns: ['Price', 'Now', 'Try', 'Effect', 'From', 'To'], rows: offers.slice(0, SHOWN).map((row) => [row.name ?? row.item, formatAmount(row.price, basis.currency), formatAmount(row.suggestion?.price ?? 0, basis.currency), `${row.suggestion?.goal} ${formatLift(row.suggestion?.effect)}`, formatLift(row.suggestion?.effectLow), formatLift(row.suggestion?.effectHigh)]) }, 'Prices to try')}
<p class="note">${!result.hasViews && 'Without events nobody knows what is seen, so nothing is said of promoting and burying. '}Rates are drawn towards the shop's, the more so the fewer the views. Prices: of ${formatCount(prices.judged + prices.unclear + prices.mixed)} products whose price moved, ${formatCount(prices.judged)} could be judged; sales may have moved for other reasons too, so test a price before it stays.</p>
</section>`
}

function rates(
  key: string,
  title: string,
  products: readonly SeenProduct[],
  { shopRate, basis }: ProductResult,
): Html | false {
  const shown = products.filter(({ views }) => views >= LEAST_SHOWN).slice(0, SHOWN)
  const [best] = shown
  if (!best) return false
  return renderFigure({
    id: `chart-${key}`,
    title,
    description: `First ${best.name ?? best.item}: ${formatPercent(best.rate)} of sessions that see it buy it, ${formatPercent(shopRate ?? 0)} over all.`,
    basis: basis.source,
    heightPx: rangesHeightPx(shown.length),
    drawing: drawRanges(
      shown.map((product) => ({
        label: product.name ?? product.item,
        text: `${formatPercent(product.rate)} of ${formatCount(product.views)}`,
        value: product.rate,
        low: product.low,
        high: product.high,
      })),
      { mark: shopRate ?? 0, words: 'the shop' },
    ),
    table: {
      columns: ['Product', 'Sessions that saw it', 'Bought', 'Rate', 'From', 'To', 'Orders at stake'],
      rows: shown.map((product) => [
        product.name ?? product.item,
        formatCount(product.views),
        formatCount(product.buyers),
        ...[product.rate, product.low, product.high].map(formatPercent),
        formatSmall(product.orders),
      ]),
    },
  })
}

function priceFigure(products: readonly PriceSensitivity[], basis: string): Html | false {
  const shown = products.filter(({ isSignificant }) => isSignificant).slice(0, SHOWN)
  const [best] = shown
  if (!best) return false
  return renderFigure({
    id: 'chart-prices',
    title: 'How sales answer to the price',
    description: `${best.name ?? best.item} most surely: one per cent more price, ${formatSmall(best.elasticity)} per cent orders.`,
    basis,
    heightPx: rangesHeightPx(shown.length),
    drawing: drawRanges(
      shown.map((product) => ({
        label: product.name ?? product.item,
        text: formatSmall(product.elasticity),
        value: product.elasticity,
        low: product.low,
        high: product.high,
      })),
      { mark: -1, words: 'revenue stays the same' },
    ),
    table: {
      columns: ['Product', 'Elasticity', 'From', 'To', 'Lowest price', 'Highest price', 'Moves'],
      rows: shown.map((product) => [
        product.name ?? product.item,
        ...[product.elasticity, product.low, product.high, product.priceLow, product.priceHigh].map(formatSmall),
        formatCount(product.changes),
      ]),
    },
  })
}
