import { EndcapError } from '@endcap/core'
import { parseOptions } from './args.js'
import { COMMON_OPTIONS, type Command } from './command.js'
import { audit } from './commands/audit.js'
import { BACKUP } from './commands/backup.js'
import { catalog } from './commands/catalog.js'
import { collect } from './commands/collect.js'
import { consume } from './commands/consume.js'
import { DEAD_LETTERS } from './commands/dead-letters.js'
import { demo } from './commands/demo.js'
import { doctor } from './commands/doctor.js'
import { evaluate } from './commands/evaluate.js'
import { EXPERIMENT } from './commands/experiment.js'
import { importCommand } from './commands/import.js'
import { INSIGHT } from './commands/insight.js'
import { KEYS } from './commands/keys.js'
import { learn } from './commands/learn.js'
import { MODELS } from './commands/models.js'
import { PRIVACY } from './commands/privacy.js'
import { report } from './commands/report.js'
import { retention } from './commands/retention.js'
import { SPOOL } from './commands/spool.js'
import { SWITCH } from './commands/switch.js'
import { train } from './commands/train.js'
import { helpOf, helpOfAll } from './help.js'
import { CommandError, type Io, UsageError } from './io.js'
import { createOutput } from './output.js'
import { VERSION } from './version.js'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  demo,
  collect,
  consume,
  catalog,
  train,
  evaluate,
  learn,
  ...MODELS,
  report,
  ...EXPERIMENT,
  ...INSIGHT,
  importCommand,
  ...KEYS,
  ...PRIVACY,
  audit,
  ...DEAD_LETTERS,
  ...BACKUP,
  retention,
  ...SWITCH,
  ...SPOOL,
  doctor,
]

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
  // A name may be two words: `models list`.
  const pair = COMMANDS.find(({ name }) => name === `${first} ${rest[0]}`)
  const command = pair ?? COMMANDS.find(({ name }) => name === first)
  if (!command) return explainUnknown(first, rest, io)
  const args = pair ? rest.slice(1) : rest
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout(helpOf(command))
    return 0
  }
  return runCommand(command, args, io)
}

/** The first word of names of two words lists them for `--help`; all else is wrong use. */
function explainUnknown(first: string, rest: readonly string[], io: Io): number {
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `))
  if (group.length > 0 && (rest[0] === '--help' || rest[0] === '-h')) {
    io.stdout(helpOfAll(group, VERSION))
    return 0
  }
  const seconds = group.map(({ name }) => name.slice(first.length + 1)).join(', ')
  const what = first.startsWith('-') ? `unknown option ${first}` : `there is no command "${first}"`
  io.stderr(
    group.length > 0
      ? `endcap: ${first} is followed by one of ${seconds}; endcap ${first} --help lists them\n`
      : `endcap: ${what}; endcap --help lists the commands\n`,
  )
  return 2
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
