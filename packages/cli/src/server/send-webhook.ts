import { CommandError, type Io, UsageError } from '../io.js'

/** Where to tell what was found. */
export const WEBHOOK = {
  name: 'webhook',
  type: 'text',
  value: 'URL',
  description: 'Tell it there as JSON, signed by the secret in ENDCAP_WEBHOOK_SECRET (Endcap-Signature)',
} as const

const TRIES = 3
const TIMEOUT_MS = 10_000

/** Posts a finding; throws `CommandError` where nobody takes it. */
export type SendWebhook = (said: object) => Promise<void>

/**
 * Checks address and secret before any work is done, and gives what posts. `Endcap-Signature: t=<ms>,v1=<hex>` is the HMAC-SHA256 of
 * `<ms>.<body>`, as of the HTTP sink. Tried three times. Throws `UsageError` for a wrong address or without a secret.
 */
export function openWebhook(url: string, io: Pick<Io, 'env' | 'now'>): SendWebhook {
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (!target || !/^https?:$/.test(target.protocol)) throw new UsageError(`--webhook ${url} is no http address`)
  const secret = io.env.ENDCAP_WEBHOOK_SECRET
  if (!secret) throw new UsageError('--webhook needs the secret of the receiver in ENDCAP_WEBHOOK_SECRET')
  return (said) => post(target, secret, said, io)
}

async function post(target: URL, secret: string, said: object, io: Pick<Io, 'now'>): Promise<void> {
  const { sign } = await import('@endcap/collector')
  const body = JSON.stringify(said)
  let problem = ''
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const headers = { 'content-type': 'application/json', 'endcap-signature': sign(body, secret, io.now()) }
    try {
      const answer = await fetch(target, {
        method: 'POST',
        headers,
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (answer.ok) return
      problem = `answered ${answer.status}`
      // It will not take it another time either.
      if (answer.status < 500 && answer.status !== 429 && answer.status !== 408) break
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
    }
    if (attempt < TRIES) await new Promise((resolve) => setTimeout(resolve, attempt * 500))
  }
  throw new CommandError(`the webhook ${target.origin} did not take it: ${problem}`, 'check the address and its secret')
}
