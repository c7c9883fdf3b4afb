/**
 * `npm test`: sets the machine up, runs every stage in turn, and ends with one line, `N passed, N failed`.
 * `npm test -- unit layers` runs the named stages. A stage counts as one test, a vitest stage as the tests it ran.
 * A failed stage does not stop the next ones. More arguments after `--` go to vitest: `npm test -- unit -- hash`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setup } from './setup.mjs'
import { fail, isMain, listFiles, ROOT, run } from './workspace.mjs'

/** In this order; each is `npm run <name>` alone, or `npm test -- <name>`. */
export const STAGES = [
  { name: 'lint', command: ['biome', 'ci', '.', '--colors=off'], fix: 'npm run format; what it leaves is yours' },
  { name: 'types', command: ['tsc', '-b', '--pretty', 'false'] },
  { name: 'layers', command: ['node', 'scripts/layers.mjs'] },
  { name: 'schema', command: ['node', 'scripts/schema.mjs', '--check'] },
  { name: 'figures', command: ['node', 'scripts/figures.mjs', '--check'] },
  { name: 'unit', project: 'unit*' },
  { name: 'servers', project: 'servers', absent: () => process.platform !== 'linux' && 'its servers are of Linux' },
  { name: 'build', command: ['node', 'scripts/build.mjs'] },
  { name: 'sizes', command: ['node', 'scripts/sizes.mjs'], show: true },
  { name: 'exports', command: ['node', 'scripts/exports.mjs'] },
  { name: 'demo', command: ['node', 'e2e/prepare.mjs'] },
  {
    name: 'e2e',
    project: 'e2e',
    absent: () => !listFiles('e2e').some((file) => file.endsWith('.test.ts')) && 'no tests there yet',
  },
]

/** @typedef {{ passed: number, failed: number, skipped: string[], output: string }} Result */

/** @returns {Promise<Result>} */
async function runStage(stage, vitestArgs) {
  const absent = stage.absent?.()
  if (absent) return { passed: 0, failed: 0, skipped: [`${stage.name}: ${absent}`], output: '' }
  if (stage.project) return runVitest(stage.project, vitestArgs)
  const { code, output } = await run(stage.command[0], stage.command.slice(1), { capture: true })
  if (code === 0) return { passed: 1, failed: 0, skipped: [], output: stage.show ? output : '' }
  return { passed: 0, failed: 1, skipped: [], output: `${output}${stage.fix ? `\n  fix: ${stage.fix}` : ''}` }
}

/** Runs one vitest project and reads its JSON report: what crashed or ran no test has failed. */
async function runVitest(project, args) {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-test-'))
  const file = join(folder, 'report.json')
  const options = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ]
  const { code, output } = await run('vitest', options, { capture: true, env: { NO_COLOR: '1' } })
  const report = readReport(file)
  rmSync(folder, { recursive: true, force: true })
  const tests = (report?.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: relative(ROOT, name) })),
  )
  const count = (status) => tests.filter((test) => test.status === status).length
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed')
  const [passed, failed] = [count('passed'), count('failed')]
  // A file that does not load, an unhandled error or an empty run fails without a failed test: count it as one.
  const crashed = passed + failed === 0 || (code !== 0 && failed === 0)
  return {
    passed,
    failed: failed + (crashed ? 1 : 0),
    skipped: skipped.map((test) => `${test.file}: ${test.fullName}`),
    output: failed || crashed ? output : '',
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Runs the stages, prints their progress, and sets the exit code. The last line is the count of all. */
export async function runStages(stages, vitestArgs = []) {
  await setup({ test: stages.some(({ name }) => name === 'e2e' || name === 'servers') })
  const results = []
  for (const stage of stages) {
    const startedMs = performance.now()
    const result = await runStage(stage, vitestArgs)
    const seconds = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`
    const state = result.failed ? 'FAILED' : result.passed ? 'ok' : 'skipped'
    const tests = stage.project ? `  ${result.passed} passed, ${result.failed} failed` : ''
    process.stdout.write(`${stage.name.padEnd(10)}${state.padEnd(8)}${seconds.padStart(7)}${tests}\n`)
    if (result.output) process.stdout.write(`${result.output.trim().replace(/^/gm, '    ')}\n`)
    results.push(result)
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  const skipped = results.flatMap((result) => result.skipped)
  for (const title of skipped) process.stdout.write(`skipped: ${title}\n`)
  const tail = skipped.length ? `, ${skipped.length} skipped` : ''
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed${tail}\n`)
  process.exitCode = sum('failed') > 0 ? 1 : 0
}

if (isMain(import.meta.url)) {
  const [names, vitestArgs] = splitArguments(process.argv.slice(2))
  const unknown = names.find((name) => !STAGES.some((stage) => stage.name === name))
  if (unknown) fail(`there is no stage "${unknown}"`, `one of: ${STAGES.map((stage) => stage.name).join(' ')}`)
  // End-to-end tests run what was built: alone, they build first.
  const wanted = names.includes('e2e') ? ['build', 'demo', ...names] : names
  await runStages(names.length ? STAGES.filter((stage) => wanted.includes(stage.name)) : STAGES, vitestArgs)
}

function splitArguments(args) {
  const split = args.indexOf('--')
  return split < 0 ? [args, []] : [args.slice(0, split), args.slice(split + 1)]
}
