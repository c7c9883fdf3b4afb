import { resolve } from 'node:path'
import { defineCommand } from '../command.js'
import { CommandError } from '../io.js'

/** `endcap collect`: collector and insights in one process. */
export const collect = defineCommand({
  name: 'collect',
  summary: 'Receive events, keep them, and answer questions about them, in one process',
  usage: 'collect [--config-file FILE] [--data DIR] [--key KEY] [--port N] [options]',
  options: [
    {
      name: 'config-file',
      type: 'text',
      value: 'FILE',
      description:
        'collector.json: everything below and more, see docs/operations.md; ENDCAP_… variables go over it, options over both',
    },
    {
      name: 'check',
      type: 'flag',
      description:
        'Name everything that is wrong with the settings and with the config of the pages, and start nothing',
    },
    { name: 'print-config', type: 'flag', description: 'Print the settings as they would be used, without secrets' },
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      description: 'Folder of spool and warehouse; made when missing [.endcap/data]',
    },
    {
      name: 'key',
      type: 'text',
      value: 'KEYS',
      description: 'Write keys that shops send, separated by commas [demo]',
    },
    {
      name: 'keys',
      type: 'text',
      value: 'FILE',
      description:
        'JSON file with a list "keys", each with site, origins and end, in place of --key; see `endcap keys`',
    },
    { name: 'host', type: 'text', value: 'HOST', description: 'Address to listen on; 0.0.0.0 for all [127.0.0.1]' },
    { name: 'port', type: 'number', range: [0, 65_535], description: 'Port to listen on; 0 for any free one [8787]' },
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
      choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      description: 'What the collector logs, as JSON lines on standard output; nothing with --json [warn]',
    },
  ],
  examples: [
    'endcap collect --data ./data --key my-shop --port 8787',
    'endcap collect --config-file collector.json --check',
    'endcap report --data ./data --out report.html',
  ],
  async run({ values, io, output }) {
    const { readSettings } = await import('../settings/read-settings.js')
    const { settings, problems, warnings } = readSettings(
      {
        file: values['config-file'],
        values: {
          dataDir: values.data,
          keys: values.key === undefined ? undefined : split(values.key),
          host: values.host,
          port: values.port,
          origins:
            values.origins === undefined || values.origins === '*' ? (values.origins as '*') : split(values.origins),
          config: values.config,
          catalog: values.catalog,
          site: values.site,
          logger: values.log,
        },
        names: FLAGS,
      },
      io,
    )
    for (const warning of warnings) output.note(`warning: ${warning}`)
    if (values.check) {
      const { config } = settings.file
      const { checkConfig } = await import('../settings/check-config.js')
      // Whether the file is there is among the settings.
      const found = problems[0] || config === undefined ? problems : checkConfig(config)
      const lines = found.length > 0 ? found.map(toLine) : ['the settings are sound']
      output.result({ ok: found.length === 0, problems: found }, lines)
      return found.length === 0 ? 0 : 1
    }
    for (const problem of problems) output.note(toLine(problem))
    const { file } = settings
    if (values['print-config']) {
      const { maskSecrets } = await import('../settings/plain-secrets.js')
      const shown = maskSecrets(file) as object
      output.result(shown, JSON.stringify(shown, null, 2).split('\n'))
      return problems.length === 0 ? 0 : 1
    }
    if (problems.length > 0) {
      const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
      throw new CommandError(`${count} in the settings; nothing was started`, 'mend what is named above')
    }
    const { findPort } = await import('../server/find-port.js')
    const { startServer } = await import('../server/start-server.js')
    const { serverOptions } = await import('../settings/server-options.js')
    const { host, port, dataDir } = file
    const server = await startServer({
      ...serverOptions(settings),
      port: await findPort(host, port, port),
      ...(values.keys !== undefined && { keysFile: resolve(io.cwd, values.keys) }),
      // With --json, standard output holds one line and nothing else.
      logger: output.isJson ? 'silent' : file.logger,
    })
    // A token that was given is known to who gave it, and stands in no log.
    const live = `${server.url}/live${settings.secret.adminToken === undefined ? `#token=${server.token}` : ''}`
    output.result({ url: server.url, live, data: dataDir, pid: process.pid }, [
      `collector  ${server.url}`,
      `live view  ${live}`,
      `report     ${io.program} report --data ${values.data ?? dataDir}`,
    ])
    await io.stopped
    output.note('stopping: letting the warehouse catch up')
    await server.close()
    return 0
  },
})

const FLAGS = {
  dataDir: '--data',
  keys: '--key',
  host: '--host',
  port: '--port',
  origins: '--origins',
  config: '--config',
  catalog: '--catalog',
  site: '--site',
  logger: '--log',
} as const

const toLine = ({ place, detail }: { readonly place: string; readonly detail: string }): string => `${place}: ${detail}`

function split(list: string): string[] {
  return list.split(',').map((part) => part.trim())
}
