import { defineCommand } from '../../command.js'
import { LIMIT, limitOf, listed } from './insight-source.js'
import { askTable, frameOf, ONLY, TABLE_OPTIONS } from './table-source.js'

/** `endcap insight correlate`: which columns go together. */
export const correlate = defineCommand({
  name: 'insight correlate',
  summary: 'Say which columns of a table go together: Pearson, Spearman, Cramér’s V, with corrected p-values',
  usage: 'insight correlate (--csv FILE | --data DIR [--table NAME]) [--only LIST]',
  options: [ONLY, ...TABLE_OPTIONS, LIMIT],
  examples: [
    'endcap insight correlate --csv orders.csv',
    'endcap insight correlate --data ./data --table sessions --only product_views,carts,channel,revenue --json',
  ],
  async run({ values, io, output }) {
    const result = await askTable('correlate', values, frameOf(values), io)
    const sure = result.pairs.filter(({ p_adjusted }) => p_adjusted < 0.05).length
    const pairs = result.pairs.slice(0, limitOf(values, output))
    output.result({ ...result, pairs }, [
      `${sure} of ${result.pairs.length} comparisons hold at 5 %, corrected for their number (${result.table}, ${result.n} rows); what goes together need not cause`,
      ...listed(
        pairs.map(({ a, b, method, value, low, high, p_adjusted, n }) => {
          const range = low === undefined || high === undefined ? '' : ` (${low.toFixed(3)} to ${high.toFixed(3)})`
          return `  ${a} and ${b}: ${method} ${value.toFixed(3)}${range}, p ${p_adjusted.toPrecision(2)}, ${n} rows`
        }),
        result.pairs.length,
      ),
      ...Object.entries(result.left_out).map(([column, why]) => `  left out: ${column} (${why})`),
    ])
    return 0
  },
})
