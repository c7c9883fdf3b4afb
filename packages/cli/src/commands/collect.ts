import { resolve } from 'node:path'
import { defineCommand } from '../command.js'

/** `endcap collect`: collector and insights in one process. */
export const collect = defineCommand({
  name: 'collect',
  summary: 'Receive events, keep them, and answer questions about them, in one process',
  usage: 'collect [--data DIR] [--key KEY] [--port N] [options]',
  options: [
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      default: '.endcap/data',
      description: 'Folder of spool and warehouse; made when missing',
    },
    {
      name: 'key',
      type: 'text',
      value: 'KEYS',
      default: 'demo',
      description: 'Write keys that shops send, separated by commas',
    },
    {
      name: 'keys',
      type: 'text',
      value: 'FILE',
      description:
        'JSON file with a list "keys", each with site, origins and end, in place of --key; see `endcap keys`',
    },
    {
      name: 'host',
      type: 'text',
      value: 'HOST',
      default: '127.0.0.1',
      description: 'Address to listen on; 0.0.0.0 for all',
    },
    {
      name: 'port',
      type: 'number',
      default: 8787,
      range: [0, 65_535],
      description: 'Port to listen on; 0 for any free one',
    },
    {
      name: 'origins',
      type: 'text',
      value: 'ORIGINS',
      description: 'Origins whose pages may send, separated by commas; all when left out',
    },
    { name: 'config', type: 'text', value: 'FILE', description: 'config.json: served, and read for the report' },
    {
      name: 'catalog',
      type: 'text',
      value: 'PATH',
      description:
        'catalog.json to serve, or the folder of `endcap catalog`, whose index is then at /catalog/index.json',
    },
    { name: 'site', type: 'text', value: 'DIR', description: 'Folder to serve at /' },
    {
      name: 'log',
      type: 'text',
      value: 'LEVEL',
      default: 'warn',
      choices: ['debug', 'info', 'warn', 'error', 'silent'],
      description: 'What the collector logs, as JSON lines on standard output; nothing with --json',
    },
  ],
  examples: ['endcap collect --data ./data --key my-shop --port 8787', 'endcap report --data ./data --out report.html'],
  async run({ values, io, output }) {
    const { findPort } = await import('../server/find-port.js')
    const { startServer } = await import('../server/start-server.js')
    const { staticFiles } = await import('../server/static-files.js')
    const path = (value: string | undefined) => (value === undefined ? undefined : resolve(io.cwd, value))
    const dataDir = resolve(io.cwd, values.data)
    const configFile = path(values.config)
    const server = await startServer({
      dataDir,
      host: values.host,
      port: await findPort(values.host, values.port, values.port),
      keys: split(values.key),
      keysFile: path(values.keys),
      readToken: process.env.ENDCAP_READ_TOKEN,
      origins: values.origins === undefined ? '*' : split(values.origins),
      // With --json, standard output holds one line and nothing else.
      logger: output.isJson ? 'silent' : values.log,
      configFile,
      staticFiles: staticFiles({ dataDir, configFile, catalog: path(values.catalog), siteDir: path(values.site) }),
    })
    output.result(
      { url: server.url, live: `${server.url}/live#token=${server.token}`, data: dataDir, pid: process.pid },
      [
        `collector  ${server.url}`,
        `live view  ${server.url}/live#token=${server.token}`,
        `report     ${io.program} report --data ${values.data}`,
      ],
    )
    await io.stopped
    output.note('stopping: letting the warehouse catch up')
    await server.close()
    return 0
  },
})

function split(list: string): string[] {
  return list.split(',').map((part) => part.trim())
}
