import type { Association, CorrelateResult } from '../../statistics/correlate.js'
import { barsHeightPx, drawBars } from '../chart/bars.js'
import { renderFigure } from '../chart/figure.js'
import { drawScatter, SCATTER_HEIGHT_PX } from '../chart/scatter.js'
import { formatCount, formatCountOf } from '../format.js'
import { type Html, html } from '../html.js'

const SHOWN = 12
/** A dot of fewer rows may be a person. */
const LEAST_ROWS = 10

/** Which columns go together, the strongest first, with the strongest pair as a picture. */
export function renderCorrelate({ pairs, scatter, table, n, basis }: CorrelateResult): Html {
  const sure = pairs.filter(({ p_adjusted }) => p_adjusted < 0.05)
  const shown = sure.slice(0, SHOWN)
  const [first] = sure
  const dots = scatter && { ...scatter, cells: scatter.cells.filter(({ count }) => count >= LEAST_ROWS) }
  return html`<section aria-labelledby="correlate">
<h2 id="correlate">What goes together in ${table}</h2>
<p class="basis">${basis.source} · ${formatCountOf(n, 'row')} · ${formatCountOf(pairs.length, 'comparison')}, corrected for their number (Benjamini and Hochberg)</p>
<p><strong>${first ? `${first.a} and ${first.b} go together most surely (${first.value.toFixed(2)}).` : 'No two columns go together more than chance would have it.'}</strong></p>
${
  shown.length > 0 &&
  renderFigure({
    id: 'chart-correlate',
    title: 'Strength of each pair that is sure, from 0 to 1',
    description: `${formatCountOf(sure.length, 'comparison')} of ${formatCount(pairs.length)} hold at 5 %.`,
    basis: 'without the sign',
    heightPx: barsHeightPx(shown.length),
    drawing: drawBars(
      shown.map((pair) => ({
        label: `${pair.a} and ${pair.b}, ${METHODS[pair.method]}`,
        value: Math.abs(pair.value),
        text: pair.value.toFixed(2),
      })),
    ),
    table: {
      columns: ['Pair', 'Method', 'Value', 'From', 'To', 'Corrected p', 'Rows'],
      rows: shown.map(({ a, b, method, value, low, high, p_adjusted, n: rows }) => [
        `${a} and ${b}`,
        METHODS[method],
        value.toFixed(3),
        low?.toFixed(3) ?? '–',
        high?.toFixed(3) ?? '–',
        p_adjusted.toPrecision(2),
        formatCount(rows),
      ]),
    },
  })
}
${
  dots &&
  dots.cells.length > 0 &&
  renderFigure({
    id: 'chart-scatter',
    title: `${dots.a} against ${dots.b}`,
    description: 'Each dot is a cell of a grid, its area the rows in it; cells of fewer than ten rows are not drawn.',
    basis: formatCountOf(n, 'row'),
    heightPx: SCATTER_HEIGHT_PX,
    drawing: drawScatter(dots, short),
    table: {
      columns: [`${dots.a} from`, `${dots.b} from`, 'Rows'],
      rows: dots.cells.map(({ x, y, count }) => [
        short(dots.x.from + x * dots.x.step),
        short(dots.y.from + y * dots.y.step),
        formatCount(count),
      ]),
    },
  })
}
<p class="note">What goes together need not cause. Before you spend on it, change one of the two in an experiment and see whether the other follows.</p>
</section>`
}

const METHODS: Readonly<Record<Association['method'], string>> = {
  pearson: 'Pearson',
  spearman: 'Spearman',
  cramers_v: 'Cramér’s V',
  eta: 'correlation ratio',
}
const short = (value: number): string => String(Number(value.toPrecision(3)))
