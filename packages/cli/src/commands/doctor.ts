import { resolve } from 'node:path'
import { defineCommand } from '../command.js'
import { type Check, fail, ok } from '../doctor/check.js'
import { UsageError } from '../io.js'

const OLDEST_NODE = 20

/** `endcap doctor`: says what is wrong with a set-up, and the fix. */
export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check the set-up: Node, collector, CORS, clocks, product feed, and the files that pages read',
  usage: 'doctor [--collector URL] [--data DIR] [--site DIR|URL]',
  options: [
    {
      name: 'collector',
      type: 'text',
      value: 'URL',
      description: 'Address of the collector, for example http://127.0.0.1:8787',
    },
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      description:
        'Folder of a collector that runs on this machine, in place of --collector; its product feed is checked, too',
    },
    {
      name: 'site',
      type: 'text',
      value: 'DIR|URL',
      description:
        'Where config.json, catalog.json or catalog/index.json, and model/ are: model.bin, manifest.bin or current.json',
    },
  ],
  examples: [
    'endcap doctor --collector http://127.0.0.1:8080 --site http://127.0.0.1:8080',
    'ENDCAP_READ_TOKEN=… endcap doctor --collector https://events.shop.example',
    'endcap doctor --data ./data',
  ],
  async run({ values, io, output }) {
    const { site, data } = values
    if (values.collector !== undefined && data !== undefined) throw new UsageError('give --collector or --data')
    if (values.collector !== undefined && !URL.canParse(values.collector))
      throw new UsageError('--collector is an address like http://127.0.0.1:8787')
    const { readAdminFile } = await import('../server/admin-file.js')
    const running = data === undefined ? undefined : readAdminFile(resolve(io.cwd, data))
    const collector = running?.url ?? values.collector
    const token = running?.token ?? (io.env.ENDCAP_READ_TOKEN || io.env.ENDCAP_ADMIN_TOKEN || undefined)
    const { checkFeed } = await import('../doctor/check-feed.js')
    const { checkCollector } = await import('../doctor/check-collector.js')
    const { checkSite } = await import('../doctor/check-site.js')
    const checks = [
      checkNode(process.versions.node),
      ...(data !== undefined && !running
        ? [fail('collector', `no collector runs on ${data}`, `start it by \`${io.program} collect --data ${data}\``)]
        : []),
      ...(collector === undefined ? [] : await checkCollector(collector, io.now)),
      ...(collector === undefined || token === undefined ? [] : await checkFeed(collector, token)),
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
