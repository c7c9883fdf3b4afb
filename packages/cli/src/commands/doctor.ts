import { defineCommand } from '../command.js'
import { type Check, fail, ok } from '../doctor/check.js'
import { UsageError } from '../io.js'

const OLDEST_NODE = 20

/** `endcap doctor`: says what is wrong with a set-up, and the fix. */
export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check the set-up: Node, collector, CORS, clocks, and the files that pages read',
  usage: 'doctor [--collector URL] [--site DIR|URL]',
  options: [
    {
      name: 'collector',
      type: 'text',
      value: 'URL',
      description: 'Address of the collector, for example http://127.0.0.1:8787',
    },
    {
      name: 'site',
      type: 'text',
      value: 'DIR|URL',
      description:
        'Where config.json, catalog.json or catalog/index.json, and model/ are: model.bin, manifest.bin or current.json',
    },
  ],
  examples: ['endcap doctor --collector http://127.0.0.1:8080 --site http://127.0.0.1:8080'],
  async run({ values, io, output }) {
    const { collector, site } = values
    if (collector !== undefined && !URL.canParse(collector))
      throw new UsageError('--collector is an address like http://127.0.0.1:8787')
    const { checkCollector } = await import('../doctor/check-collector.js')
    const { checkSite } = await import('../doctor/check-site.js')
    const checks = [
      checkNode(process.versions.node),
      ...(collector === undefined ? [] : await checkCollector(collector, io.now)),
      ...(site === undefined ? [] : await checkSite(site, io.cwd, io.now())),
    ]
    const failed = checks.some(({ state }) => state === 'fail')
    output.result({ ok: !failed, checks }, checks.flatMap(toLines))
    return failed ? 1 : 0
  },
})

function checkNode(version: string): Check {
  const isNew = Number(version.split('.')[0]) >= OLDEST_NODE
  if (isNew) return ok('node', `Node ${version}`)
  return fail('node', `Node ${version} is too old`, `install Node ${OLDEST_NODE} or newer`)
}

function toLines({ state, what, detail, fix }: Check): string[] {
  const line = `${state.padEnd(5)} ${what.padEnd(10)} ${detail}`
  return fix === undefined ? [line] : [line, `${' '.repeat(17)}fix: ${fix}`]
}
