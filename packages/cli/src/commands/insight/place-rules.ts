import { resolve } from 'node:path'
import type { RuleOptions } from '@endcap/insights'
import type { CommandContext } from '../../command.js'
import { UsageError } from '../../io.js'
import { diffLines } from './diff.js'
import { askInsight, type InsightSourceValues } from './insight-source.js'

/** Options that make a placement or an experiment of rules. */
export const PLACE_OPTIONS = [
  {
    name: 'place',
    type: 'text',
    value: 'PLACEMENT',
    description: 'Put the products of the best rules on top of this placement of --config; shows what would change',
  },
  { name: 'config', type: 'text', value: 'FILE', description: 'With --place: config.json' },
  {
    name: 'experiment',
    type: 'text',
    value: 'ID',
    description: 'With --place: make it an arm of a new experiment instead; a draft until --start',
  },
  { name: 'start', type: 'flag', description: 'With --experiment: it runs as soon as the config is published' },
  { name: 'selector', type: 'text', value: 'CSS', description: 'With --place: make a new placement at this anchor' },
  { name: 'pins', type: 'number', range: [1, 50], default: 4, description: 'With --place: most products on top' },
  { name: 'write', type: 'flag', description: 'With --place: write the config; otherwise nothing is written' },
] as const

interface PlaceValues extends InsightSourceValues {
  readonly config?: string | undefined
  readonly experiment?: string | undefined
  readonly selector?: string | undefined
  readonly start: boolean
  readonly pins: number
  readonly write: boolean
}

/** Asks for rules and puts them into the config; resolves to the exit code. */
export async function placeRules(
  placement: string,
  values: PlaceValues,
  asked: RuleOptions,
  { io, output }: Pick<CommandContext<readonly []>, 'io' | 'output'>,
): Promise<number> {
  if (values.config === undefined) throw new UsageError('--place needs --config FILE')
  if (values.start && values.experiment === undefined) throw new UsageError('--start needs --experiment ID')
  const { placeRulesInConfig, replaceFile } = await import('@endcap/insights')
  const { readJsonFile } = await import('../../server/config-file.js')
  const file = resolve(io.cwd, values.config)
  const source = readJsonFile(file)
  // Whatever is printed, the best are chosen of all that hold.
  const found = await askInsight('rules', values, { ...asked, significantOnly: true, limit: 10_000 }, io)
  const { experiment, selector, start, pins } = values
  const placed = placeRulesInConfig(source, found.rules, { placement, experiment, selector, start, pins })
  const text = (config: unknown) => `${JSON.stringify(config, null, 2)}\n`
  const diff = diffLines(text(source), text(placed.config))
  if (values.write) await replaceFile(file, text(placed.config))
  const rules = placed.rules.map(({ lhs, rhs, names, lift, count }) => ({
    lhs,
    rhs,
    ...(names && { names }),
    lift,
    count,
  }))
  output.result(
    {
      ...{
        basis: found.basis,
        n: found.n,
        nSignificant: found.nSignificant,
        placement,
        pins: placed.pins,
        rules,
        diff,
      },
      ...(experiment !== undefined && { experiment, status: start ? 'running' : 'draft' }),
      written: values.write,
    },
    [
      `${placed.pins.join(', ')} on top of ${placement}${experiment === undefined ? ', on each of its pages' : ` in an arm of ${experiment} (${start ? 'running' : 'a draft'})`}`,
      ...rules.map(
        ({ lhs, rhs, lift, count }) => `  ${lhs.join(' + ')} → ${rhs}  ${count} baskets  lift ${lift.toFixed(2)}`,
      ),
      ...diff,
      values.write ? `config  ${file}` : 'Nothing is written yet: add --write',
    ],
  )
  return 0
}
