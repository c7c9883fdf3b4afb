import { createHmac, timingSafeEqual } from 'node:crypto'
import { sign } from '../sinks/http.js'

/** A signature is good for this long before and after its time: clocks differ, and requests are tried again. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000

/** What is wrong with a signature, in words for whoever sends it; or when it was signed, in ms. */
export type CheckedSignature =
  | { readonly ok: true; readonly at: number }
  | { readonly ok: false; readonly detail: string }

/**
 * Checks `Endcap-Signature: t=<ms>,v1=<hex>` over the body as it came. `v1` may stand there several times, as while a secret is
 * replaced; one of them must be right for one of the secrets.
 */
export function checkSignature(
  header: string | undefined,
  body: Buffer,
  secrets: readonly string[],
  now: number,
): CheckedSignature {
  if (header === undefined) return { ok: false, detail: 'the header Endcap-Signature is missing' }
  const parts = header.split(',').map((part) => part.trim())
  const time = parts.find((part) => /^t=\d{1,15}$/.test(part))?.slice(2)
  const given = parts.flatMap((part) => /^v1=([\da-f]{64})$/i.exec(part)?.[1] ?? [])
  if (time === undefined || given.length === 0) return { ok: false, detail: 'expected t=<ms>,v1=<hex>' }
  const at = Number(time)
  if (Math.abs(now - at) > SIGNATURE_TOLERANCE_MS) {
    const detail = `t is ${Math.abs(now - at) > 1e11 ? 'in other units than milliseconds, or ' : ''}over 5 minutes off`
    return { ok: false, detail }
  }
  // All are compared, so that the time tells nothing of which one it was.
  const matches = secrets.flatMap((secret) =>
    given.map((hex) => isSame(Buffer.from(hex, 'hex'), Buffer.from(signatureOf(body, secret, at), 'hex'))),
  )
  return matches.includes(true) ? { ok: true, at } : { ok: false, detail: 'v1 is not the signature of this body' }
}

/** Checks the base64 HMAC-SHA256 of a body, as Shopify and WooCommerce send it. */
export function isSignedBase64(header: string | undefined, body: Buffer, secrets: readonly string[]): boolean {
  const given = Buffer.from(header ?? '', 'base64')
  return secrets.map((secret) => isSame(given, createHmac('sha256', secret).update(body).digest())).includes(true)
}

function signatureOf(body: Buffer, secret: string, at: number): string {
  return sign(body, secret, at).slice(`t=${at},v1=`.length)
}

function isSame(given: Buffer, wanted: Buffer): boolean {
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
