import type { OptionSpec, Values } from './args.js'
import type { Io } from './io.js'
import type { Output } from './output.js'

/** What a command runs with. */
export interface CommandContext<Specs extends readonly OptionSpec[]> {
  readonly values: Values<Specs>
  readonly io: Io
  readonly output: Output
}

/** A command of `endcap`. Its options are data; its body is loaded when it runs. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** How it is used, without `endcap`. */
  readonly usage: string
  readonly options: readonly OptionSpec[]
  /** Command lines to copy. */
  readonly examples: readonly string[]
  /** Resolves to the exit code: 0 ok, 1 failed. Throws `UsageError` and `CommandError`. */
  run(context: CommandContext<readonly OptionSpec[]>): Promise<number>
}

/** Options that every command has. */
export const COMMON_OPTIONS = [
  { name: 'json', type: 'flag', description: 'Print one line of JSON and nothing else on standard output' },
  { name: 'help', type: 'flag', description: 'Show this help' },
] as const satisfies readonly OptionSpec[]

/** Declares a command; the values that `run` gets are typed by its options. */
export function defineCommand<const Specs extends readonly OptionSpec[]>(
  command: Omit<Command, 'options' | 'run'> & {
    readonly options: Specs
    run(context: CommandContext<Specs>): Promise<number>
  },
): Command {
  return command as unknown as Command
}
