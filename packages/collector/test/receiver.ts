import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A request that a receiver took. */
export interface Received {
  readonly path: string
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

/** An HTTP receiver that keeps what it answers 2xx to, and fails as it is told. It is gone after the test. */
export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** Every answer from now on. Above 299 nothing is kept. */
  setAnswer(status: number, headers?: Record<string, string>): void
  /** Cuts connections instead of answering. */
  setBroken(isBroken: boolean): void
  /** Never answers. */
  setSilent(): void
  /** Decides for each request by its body. */
  decide?: ((body: string) => number) | undefined
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let answer: (response: ServerResponse) => void = (response) => response.end('{}')
  let isTaking = true
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const status = receiver.decide?.(body) ?? 200
    if (isTaking && status < 300) received.push({ path: request.url ?? '', body, headers: request.headers })
    if (status < 300) answer(response)
    else response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    received,
    setAnswer(status, headers = {}) {
      isTaking = status < 300
      answer = (response) => response.writeHead(status, headers).end()
    },
    setBroken(isBroken) {
      isTaking = !isBroken
      answer = (response) => (isBroken ? response.destroy() : response.end())
    },
    setSilent() {
      answer = () => {}
    },
  }
  return receiver
}
