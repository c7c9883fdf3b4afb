import type { OptionSpec } from './args.js'
import { COMMON_OPTIONS, type Command } from './command.js'

const WIDTH = 100

/** `endcap --help`. */
export function helpOfAll(commands: readonly Command[], version: string): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return [
    `endcap ${version}: recommendations on the shopper's own device, and the numbers about them`,
    '',
    'Usage: endcap COMMAND [options]',
    '',
    ...list,
    '',
    'endcap COMMAND --help shows the options of a command; endcap --version the version.',
    'Exit code: 0 ok, 1 failed, 2 wrong use.',
    '',
  ].join('\n')
}

/** `endcap COMMAND --help`. */
export function helpOf({ summary, usage, options, examples }: Command): string {
  const specs = [...options, ...COMMON_OPTIONS]
  const heads = specs.map(headOf)
  const width = Math.max(...heads.map((head) => head.length))
  const lines = specs.flatMap((spec, index) => {
    const [first = '', ...rest] = wrap(describe(spec), WIDTH - width - 4)
    return [
      `  ${(heads[index] ?? '').padEnd(width)}  ${first}`,
      ...rest.map((line) => `${' '.repeat(width + 4)}${line}`),
    ]
  })
  return [
    summary,
    '',
    `Usage: endcap ${usage}`,
    '',
    ...lines,
    '',
    ...(examples.length > 0 ? ['Examples:', ...examples.map((example) => `  ${example}`), ''] : []),
  ].join('\n')
}

function headOf({ name, type, value }: OptionSpec): string {
  return type === 'flag' ? `--${name}` : `--${name} ${value ?? (type === 'number' ? 'N' : 'TEXT')}`
}

function describe(spec: OptionSpec): string {
  const facts = [
    spec.required && 'required',
    spec.choices && `one of ${spec.choices.join(', ')}`,
    spec.default !== undefined && `default ${spec.default}`,
  ].filter((fact) => typeof fact === 'string')
  return facts.length > 0 ? `${spec.description} (${facts.join('; ')})` : spec.description
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
