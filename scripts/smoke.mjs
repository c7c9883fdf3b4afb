/** `npm run smoke`: installs and builds what is missing, then runs `e2e/smoke.mjs`, which ends with one JSON line. */
import { setup } from './setup.mjs'
import { fail, run } from './workspace.mjs'

await setup({ test: true })
const { code, output } = await run('node', ['scripts/build.mjs', '--no-types'], { capture: true })
if (code !== 0) fail(output, 'npm run build')
process.exitCode = (await run('node', ['e2e/smoke.mjs'])).code
