/** `npm start`: installs and builds what is missing, then runs `endcap demo` with the same arguments. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setup } from './setup.mjs'
import { fail, ROOT, run } from './workspace.mjs'

await setup()
const { code } = await run('node', ['scripts/build.mjs', '--no-types'])
if (code !== 0) fail('the build failed, so there is nothing to start', 'the messages above name the lines')

const bin = join(ROOT, 'packages/cli/dist/bin.js')
const child = spawn(process.execPath, [bin, 'demo', ...process.argv.slice(2)], { stdio: 'inherit' })
// In a terminal, Ctrl-C reaches the child by itself; sent twice, it would cut its orderly stop short.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (exitCode, signal) => process.exit(exitCode ?? (signal === 'SIGINT' ? 130 : 143)))
