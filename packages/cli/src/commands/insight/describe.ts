import type { NumberColumn, TextColumn } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { LIMIT, limitOf, listed } from './insight-source.js'
import { askTable, frameOf, ONLY, TABLE_OPTIONS } from './table-source.js'

/** `endcap insight describe`: a table column by column. */
export const describe = defineCommand({
  name: 'insight describe',
  summary: 'Describe a table: what is missing, means, quantiles, histograms, top values, odd values',
  usage: 'insight describe (--csv FILE | --data DIR [--table NAME]) [--only LIST]',
  options: [ONLY, ...TABLE_OPTIONS, LIMIT],
  examples: [
    'endcap insight describe --csv orders.csv',
    'endcap insight describe --data ./data --table sessions --json',
  ],
  async run({ values, io, output }) {
    const result = await askTable('describe', values, frameOf(values), io)
    const columns = result.columns.slice(0, limitOf(values, output))
    output.result({ ...result, columns }, [
      `${result.n} rows, ${result.columns.length} columns: ${result.table} (${result.basis.source})`,
      ...columns.flatMap((column) => (column.kind === 'number' ? numberLines(column) : textLines(column))),
      ...listed([], result.columns.length - columns.length),
    ])
    return 0
  },
})

const short = (value: number | undefined): string => (value === undefined ? '–' : String(Number(value.toPrecision(5))))

function numberLines({ column, n, missing, mean, sd, min, max, quantiles, odd }: NumberColumn): string[] {
  const { q25, q50, q75 } = quantiles
  const far = odd.below + odd.above
  return [
    `  ${column}: mean ${short(mean)}, sd ${short(sd)}, median ${short(q50)} (middle half ${short(q25)} to ${short(q75)}), ${short(min)} to ${short(max)}; ${n} numbers, ${missing} missing`,
    ...(far > 0
      ? [
          `    odd: ${far} far outside ${short(odd.low)} to ${short(odd.high)}, such as ${odd.examples.map(short).join(', ')}`,
        ]
      : []),
  ]
}

function textLines({ column, n, missing, distinct, top, odd }: TextColumn): string[] {
  const shown = top.slice(0, 3).map(({ value, count }) => `${value} (${count})`)
  return [
    `  ${column}: ${distinct} different, most often ${shown.join(', ') || 'nothing'}; ${n} filled, ${missing} missing`,
    ...odd.alike.map((forms) => `    odd: ${forms.map((form) => JSON.stringify(form)).join(' and ')} may be the same`),
  ]
}
