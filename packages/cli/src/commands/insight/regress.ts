import { defineCommand } from '../../command.js'
import { UsageError } from '../../io.js'
import { askTable, frameOf, TABLE_OPTIONS } from './table-source.js'

/** `endcap insight regress`: one column explained by others. */
export const regress = defineCommand({
  name: 'insight regress',
  summary: 'Explain a column by others: least squares with robust errors, or logistic for an outcome of two values',
  usage: "insight regress --formula 'Y ~ A + B' (--csv FILE | --data DIR [--table NAME])",
  options: [
    {
      name: 'formula',
      type: 'text',
      value: 'TEXT',
      description:
        "As 'revenue ~ product_views + channel' or 'log(pieces) ~ log(price)'; words become columns of 0 and 1",
    },
    {
      name: 'family',
      type: 'text',
      value: 'NAME',
      choices: ['linear', 'logistic'],
      description: 'Left out: logistic for an outcome of two values, else linear',
    },
    ...TABLE_OPTIONS,
  ],
  examples: [
    "endcap insight regress --csv orders.csv --formula 'value ~ pieces + channel'",
    "endcap insight regress --data ./data --table sessions --formula 'orders ~ product_views + channel' --json",
  ],
  async run({ values, io, output }) {
    const { formula, family } = values
    if (formula === undefined) throw new UsageError("give --formula, such as 'value ~ pieces + channel'")
    const options = {
      ...frameOf(values),
      formula,
      ...(family !== undefined && { family: family as 'linear' | 'logistic' }),
    }
    const result = await askTable('regress', values, options, io)
    const { n, missing, sampled_from, r_squared, p, words, coefficients } = result
    output.result(result, [
      ...words,
      `${result.family}, ${n} rows${sampled_from === undefined ? '' : ` of ${sampled_from}`}${missing > 0 ? `, ${missing} left out with something missing` : ''}: R² ${r_squared.toFixed(4)}${result.family === 'logistic' ? ' (McFadden)' : ''}, p of all ${p.toPrecision(2)}`,
      ...coefficients.map(({ term, estimate, standard_error, low, high, p: own, vif }) =>
        [
          `  ${term}: ${estimate.toPrecision(6)}`,
          `error ${standard_error.toPrecision(4)}`,
          `${low.toPrecision(5)} to ${high.toPrecision(5)}`,
          `p ${own.toPrecision(2)}`,
          ...(vif === undefined ? [] : [`VIF ${vif.toFixed(1)}`]),
        ].join(', '),
      ),
      'What goes together need not cause: an experiment tells.',
    ])
    return 0
  },
})
