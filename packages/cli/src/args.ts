import { parseArgs } from 'node:util'
import { UsageError } from './io.js'

/** One option of a command, as data: parsing, defaults and help texts all come from it. */
export interface OptionSpec {
  /** As typed after `--`. */
  readonly name: string
  readonly type: 'text' | 'number' | 'flag'
  readonly description: string
  /** What stands for the value in help texts, for example `FILE`. */
  readonly value?: string
  readonly default?: string | number
  readonly choices?: readonly string[]
  /** Without it the command cannot run. */
  readonly required?: true
  /** Lowest and highest number. */
  readonly range?: readonly [min: number, max: number]
  /** The number need not be whole. */
  readonly isFraction?: true
}

type ValueOf<Spec extends OptionSpec> = Spec['type'] extends 'flag'
  ? boolean
  :
      | (Spec['choices'] extends readonly (infer Choice)[] ? Choice : Spec['type'] extends 'number' ? number : string)
      | (Spec extends { readonly default: string | number } | { readonly required: true } ? never : undefined)

/** The values of a list of options, by name. */
export type Values<Specs extends readonly OptionSpec[]> = {
  readonly [Spec in Specs[number] as Spec['name']]: ValueOf<Spec>
}

/** Reads a command's arguments. Throws {@link UsageError} for an unknown option, a missing or a wrong value. */
export function parseOptions<const Specs extends readonly OptionSpec[]>(
  specs: Specs,
  argv: readonly string[],
): Values<Specs> {
  const given = tokenize(specs, argv)
  const values = specs.map((spec) => [spec.name, readValue(spec, given[spec.name])])
  return Object.fromEntries(values) as Values<Specs>
}

function tokenize(specs: readonly OptionSpec[], argv: readonly string[]): Record<string, unknown> {
  const options = Object.fromEntries(
    specs.map(({ name, type }) => [name, { type: type === 'flag' ? ('boolean' as const) : ('string' as const) }]),
  )
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const spec = specs.find(({ name }) => name === token.name)
    if (!spec || token.rawName !== `--${spec.name}`) throw new UsageError(`unknown option ${token.rawName}`)
    if (spec.type === 'flag' && token.value !== undefined) throw new UsageError(`--${spec.name} takes no value`)
    // A value that looks like an option is a forgotten value, unless it is joined by "=" or is a negative number.
    const isForgotten = token.value === undefined || (!token.inlineValue && /^-(?!\d)/.test(token.value))
    if (spec.type !== 'flag' && isForgotten) throw new UsageError(`--${spec.name} needs a value`)
  }
  if (positionals[0] !== undefined) throw new UsageError(`unexpected argument "${positionals[0]}"`)
  return values
}

function readValue(spec: OptionSpec, given: unknown): string | number | boolean | undefined {
  const { name, type, choices, required, range, isFraction } = spec
  if (type === 'flag') return given === true
  if (given === undefined || given === '') {
    if (required) throw new UsageError(`--${name} is required`)
    return spec.default
  }
  if (choices && !choices.includes(String(given))) throw new UsageError(`--${name} is one of ${choices.join(', ')}`)
  if (type === 'text') return String(given)
  const number = Number(given)
  const [min, max] = range ?? [0, Number.MAX_SAFE_INTEGER]
  if (!(isFraction ? Number.isFinite(number) : Number.isInteger(number)) || number < min || number > max) {
    throw new UsageError(`--${name} is a ${isFraction ? '' : 'whole '}number from ${min} to ${max}`)
  }
  return number
}
