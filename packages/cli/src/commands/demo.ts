import { mkdirSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { defineCommand } from '../command.js'

const HOST = '127.0.0.1'
const FIRST_PORT = 8080
/** The write key in the demo shop's tag. */
const KEY = 'demo'

/** `endcap demo`: a real shop with real orders, everything running. */
export const demo = defineCommand({
  name: 'demo',
  summary: 'Run the demo shop with its collector, model and live view on one port',
  usage: 'demo [--port N] [--data DIR] [--open]',
  options: [
    {
      name: 'port',
      type: 'number',
      range: [0, 65_535],
      description: 'Port to listen on; when left out, the first free one from 8080',
    },
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      default: '.endcap/demo',
      description: 'Folder of the built shop, model and events',
    },
    { name: 'open', type: 'flag', description: 'Open the shop in the browser' },
  ],
  examples: ['endcap demo', 'endcap demo --port 9000 --open'],
  async run({ values, io, output }) {
    const { findPort } = await import('../server/find-port.js')
    const { prepareModel } = await import('../demo/prepare-model.js')
    const { prepareShop } = await import('../demo/prepare-shop.js')
    const { startServer } = await import('../server/start-server.js')
    const { staticFiles } = await import('../server/static-files.js')
    const port = await findPort(HOST, values.port, FIRST_PORT)
    const dataDir = resolve(io.cwd, values.data)
    mkdirSync(dataDir, { recursive: true })
    output.progress('building the shop')
    const { siteDir, configFile, ordersFile } = await prepareShop(dataDir)
    await prepareModel(dataDir, ordersFile, output.progress)
    const server = await startServer({
      dataDir,
      host: HOST,
      port,
      keys: [KEY],
      origins: '*',
      logger: 'silent',
      configFile,
      // The shop's folder holds its config.json and catalog.json.
      staticFiles: staticFiles({ dataDir, configFile: undefined, catalog: undefined, siteDir }),
    })
    const live = `${server.url}/live#token=${server.token}`
    output.result({ url: `${server.url}/`, live, data: dataDir, pid: process.pid }, [
      `shop       ${server.url}/`,
      `live view  ${live}`,
      `report     ${io.program} report --data ${nameFrom(io.cwd, dataDir)}   (Ctrl-C stops)`,
    ])
    if (values.open) {
      const { openBrowser } = await import('../demo/open-browser.js')
      openBrowser(`${server.url}/`)
    }
    await io.stopped
    await server.close()
    return 0
  },
})

/** The shorter name of a folder, as seen from `cwd`. */
function nameFrom(cwd: string, dir: string): string {
  const name = relative(cwd, dir) || '.'
  return name.startsWith('..') ? dir : name
}
