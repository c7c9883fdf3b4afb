/**
 * ClickHouse without a server: chDB, which is its engine as a library, behind HTTP as far as the client needs it. For tests and
 * benchmarks; Debian's server is of 2018 and too old to analyse with. `node bench/clickhouse/server.mjs` prints its address.
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const { Session } = createRequire(new URL('peers/package.json', import.meta.url))('chdb')
const session = new Session()

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const values = {}
  for (const [name, value] of new URL(request.url, 'http://chdb').searchParams) {
    if (name.startsWith('param_')) values[name.slice('param_'.length)] = value
  }
  const body = Buffer.concat(chunks).toString().trim()
  const [, sql, format = 'TabSeparated'] = /^([\s\S]*?)(?:\s*\bFORMAT (\w+))?$/.exec(body)
  try {
    response.end(Object.keys(values).length > 0 ? session.queryBind(sql, values, format) : session.query(sql, format))
  } catch (error) {
    response.writeHead(400).end(String(error.message))
  }
})

server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`))
