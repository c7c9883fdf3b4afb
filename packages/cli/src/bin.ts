#!/usr/bin/env node
/** The command `endcap`. */
import { relative } from 'node:path'
import { run } from './run.js'

const stopped = new Promise<void>((stop) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())
})

/** Installed, the program is on the path or npx finds it; in the repository it is a file. */
function nameOf(file: string): string {
  return file.endsWith('bin.js') && !file.includes('node_modules') ? `node ${relative(process.cwd(), file)}` : 'endcap'
}

process.exitCode = await run(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  program: nameOf(process.argv[1] ?? ''),
  cwd: process.cwd(),
  env: process.env,
  now: Date.now,
  stopped,
})

/** What a command leaves behind, such as a request to a sink that does not answer, holds the process no longer than this. */
const LINGER_MS = 500
setTimeout(() => process.exit(), LINGER_MS).unref()
