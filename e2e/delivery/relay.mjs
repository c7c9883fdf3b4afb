/** The way to the collector, as long as one to another continent: a TCP relay that holds every byte back for half a round trip. */
import { connect, createServer } from 'node:net'

/** @param {{ to: number, delayMs: number }} options port of the server behind; the round trip in ms */
export function createRelay({ to, delayMs }) {
  const sockets = new Set()
  let port = 0
  let server

  function join(client) {
    const upstream = connect({ port: to, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    client.setNoDelay(true)
    carry(client, upstream)
    carry(upstream, client)
  }

  /** What was sent before one end went away still arrives at the other, as on a real way. */
  function carry(from, to) {
    const later = delayMs ? (task) => setTimeout(task, delayMs / 2) : (task) => task()
    sockets.add(from)
    from.on('data', (chunk) => later(() => to.writable && to.write(chunk)))
    from.on('end', () => later(() => to.writable && to.end()))
    from.on('error', () => later(() => to.resetAndDestroy()))
    from.on('close', () => {
      sockets.delete(from)
      later(() => to.writable && to.end())
    })
  }

  return {
    /** Takes connections, on the same port each time. */
    listen: () =>
      new Promise((resolve, reject) => {
        server = createServer({ allowHalfOpen: true }, join)
        server.once('error', reject)
        server.listen(port, '127.0.0.1', () => resolve((port = server.address().port)))
      }),
    /** Refuses connections and cuts those that are open. */
    close: () =>
      new Promise((resolve) => {
        if (!server?.listening) return resolve()
        server.close(resolve)
        for (const socket of sockets) socket.resetAndDestroy()
      }),
  }
}
