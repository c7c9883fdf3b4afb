/**
 * `node serve.mjs PORT FOLDER`: answers ClickHouse's HTTP interface from chdb, which is ClickHouse as a library, so that its own
 * client can be tested with a version of today. Knows what that client sends: the statement in the body, or in `query` with
 * the data of an insert in the body; `param_…`; `database`; settings, which stay set; `/ping`. One statement at a time.
 */
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Session } from 'chdb'

const [port, folder] = process.argv.slice(2)
const session = new Session(folder)
/** Of the protocol, where all other names are settings or parameters. */
const PROTOCOL = new Set(['query', 'query_id', 'database', 'session_id', 'role'])

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/ping') return response.end('Ok.\n')
  try {
    const body = await text(request)
    response.end(answer(url.searchParams, body))
  } catch (error) {
    response.statusCode = 500
    if (error.clickhouseCode) response.setHeader('X-ClickHouse-Exception-Code', error.clickhouseCode)
    response.end(String(error.message).replace(/^Query failed: /, ''))
  }
})
// Statements block the process, and a client's next one must not meet a connection that was closed meanwhile.
server.keepAliveTimeout = 0
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))

/** The text of a statement's answer. Throws what the database says. */
function answer(fields, body) {
  const statement = [fields.get('query'), body].filter(Boolean).join('\n')
  session.query(`USE ${fields.get('database') ?? 'default'}`)
  // Parameters come escaped as the server wants them: bound as values, they would be escaped twice.
  for (const [name, value] of fields) {
    if (!PROTOCOL.has(name)) session.query(`SET ${name} = '${value.replace(/[\\']/g, '\\$&')}'`)
  }
  return session.query(statement, 'TabSeparated')
}
