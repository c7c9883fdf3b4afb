import { EndcapError } from '@endcap/core'
import { parseOptions } from './args.js'
import { COMMON_OPTIONS, type Command } from './command.js'
import { collect } from './commands/collect.js'
import { demo } from './commands/demo.js'
import { doctor } from './commands/doctor.js'
import { evaluate } from './commands/evaluate.js'
import { importCommand } from './commands/import.js'
import { report } from './commands/report.js'
import { train } from './commands/train.js'
import { helpOf, helpOfAll } from './help.js'
import { CommandError, type Io, UsageError } from './io.js'
import { createOutput } from './output.js'
import { VERSION } from './version.js'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [demo, collect, train, evaluate, report, importCommand, doctor]

/** Runs one command line, without `node` and the program's name. Gives the exit code: 0 ok, 1 failed, 2 wrong use. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = argv
  if (first === '--version' || first === '-v') {
    io.stdout(`${VERSION}\n`)
    return 0
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const text = helpOfAll(COMMANDS, VERSION)
    if (first === undefined) io.stderr(text)
    else io.stdout(text)
    return first === undefined ? 2 : 0
  }
  const command = COMMANDS.find(({ name }) => name === first)
  if (!command) {
    const what = first.startsWith('-') ? `unknown option ${first}` : `there is no command "${first}"`
    io.stderr(`endcap: ${what}; endcap --help lists the commands\n`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout(helpOf(command))
    return 0
  }
  return runCommand(command, rest, io)
}

async function runCommand(command: Command, argv: readonly string[], io: Io): Promise<number> {
  let output = createOutput(io, false)
  try {
    const values = parseOptions([...command.options, ...COMMON_OPTIONS], argv)
    output = createOutput(io, values.json === true)
    return await command.run({ values, io, output })
  } catch (error) {
    output.done()
    if (error instanceof UsageError) {
      io.stderr(`endcap ${command.name}: ${error.message}; endcap ${command.name} --help shows how\n`)
      return 2
    }
    const known = explain(error)
    if (!known) throw error
    io.stderr(`endcap ${command.name}: ${known}\n`)
    return 1
  } finally {
    output.done()
  }
}

/** What to tell of an expected failure. Anything else is a defect, and its stack helps whoever mends it. */
function explain(error: unknown): string | undefined {
  if (error instanceof CommandError) return error.fix ? `${error.message}\n  fix: ${error.fix}` : error.message
  if (!(error instanceof EndcapError)) return undefined
  const text = error.message.replace(/^\[endcap\] /, '')
  return error.cause instanceof Error ? `${text} (${error.cause.message.split('\n')[0]})` : text
}
