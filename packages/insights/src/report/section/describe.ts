import type { DescribeResult, NumberColumn, TextColumn } from '../../statistics/describe.js'
import { barsHeightPx, drawBars } from '../chart/bars.js'
import { COLUMNS_HEIGHT_PX, drawColumns } from '../chart/columns.js'
import { renderFigure } from '../chart/figure.js'
import { formatCount, formatCountOf } from '../format.js'
import { type Html, html } from '../html.js'

/** Values that fewer rows hold are not named: they may be a person's. */
const LEAST_NAMED = 10

/** A table column by column: what is in it, what is missing, what is odd. */
export function renderDescribe({ columns, n, table, basis }: DescribeResult): Html {
  const gaps = columns.filter(({ missing }) => missing > 0).length
  const odd = columns.filter((column) => oddOf(column) !== undefined)
  return html`<section aria-labelledby="describe">
<h2 id="describe">What is in ${table}</h2>
<p class="basis">${basis.source} · ${formatCountOf(n, 'row')}</p>
<p><strong>${formatCountOf(columns.length, 'column')}, ${gaps === 0 ? 'none with gaps' : `${gaps} with gaps`}, ${odd.length === 0 ? 'none with odd values' : `${odd.length} with odd values`}.</strong></p>
${
  odd.length > 0 &&
  html`<ul class="checks">${odd.map((column) => html`<li class="wait"><strong>${column.column}</strong>${oddOf(column) ?? ''}</li>`)}</ul>`
}
<div class="pair">${columns.map((column) => (column.kind === 'number' ? numberFigure(column) : textFigure(column)))}</div>
<p class="note">Look at odd values before anything is concluded from means: one wrong order can be a tenth of a day's revenue.</p>
</section>`
}

function oddOf(column: NumberColumn | TextColumn): string | undefined {
  if (column.kind === 'number') {
    const { below, above, low, high } = column.odd
    return below + above === 0 ? undefined : `${formatCount(below + above)} far outside ${short(low)} to ${short(high)}`
  }
  const [forms] = column.odd.alike
  return forms && `${forms.map((form) => `“${form}”`).join(' and ')} may be the same`
}

function numberFigure({ column, n, missing, mean, quantiles, histogram }: NumberColumn): Html {
  return renderFigure({
    id: `chart-describe-${slug(column)}`,
    title: column,
    description: `Median ${short(quantiles.q50)}, middle half from ${short(quantiles.q25)} to ${short(quantiles.q75)}, mean ${short(mean)}.`,
    basis: `${formatCountOf(n, 'number')}, ${formatCount(missing)} missing`,
    heightPx: COLUMNS_HEIGHT_PX,
    drawing: drawColumns(
      histogram.map(({ from, count }) => ({ label: short(from), value: count })),
      formatCount,
    ),
    table: {
      columns: ['From', 'To', 'Rows'],
      rows: histogram.map(({ from, to, count }) => [short(from), short(to), formatCount(count)]),
    },
  })
}

function textFigure({ column, n, missing, distinct, top }: TextColumn): Html {
  const shown = top.filter(({ count }) => count >= LEAST_NAMED)
  return renderFigure({
    id: `chart-describe-${slug(column)}`,
    title: column,
    description: shown[0] ? `Most often ${shown[0].value}.` : 'No value stands in ten rows or more.',
    basis: `${formatCount(distinct)} different, ${formatCount(n)} filled, ${formatCount(missing)} missing`,
    heightPx: barsHeightPx(shown.length),
    drawing: drawBars(shown.map(({ value, count }) => ({ label: value, value: count, text: formatCount(count) }))),
    table: { columns: ['Value', 'Rows'], rows: shown.map(({ value, count }) => [value, formatCount(count)]) },
  })
}

const slug = (text: string): string => text.replace(/[^a-zA-Z0-9]+/g, '-')
const short = (value: number): string => String(Number(value.toPrecision(4)))
