import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto'
import { EndcapError } from '@endcap/core'

/** What a preview link opens. */
export interface PreviewWish {
  /** Variants by experiment. */
  readonly experiments: Readonly<Record<string, string>>
  /** When it opens nothing any more: ms since 1970. */
  readonly until: number
}

/** Makes a key that signs previews: a private JWK of P-256, to be kept from others. */
export const createPreviewKey = (): JsonWebKey =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })

/** The `previewKey` of the config that belongs to a private key: its uncompressed point, 65 bytes in base64url. Throws `value-invalid` for another kind of key. */
export function publicPreviewKey(key: JsonWebKey): string {
  const { x = '', y = '' } = read(() => createPublicKey({ key, format: 'jwk' }), key).export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url')
}

/**
 * The token of a preview link: what it opens, as JSON in base64url, a dot, and its signature in base64url: ECDSA by P-256 and SHA-256,
 * 64 bytes, which WebCrypto in the page verifies. Throws `value-invalid` for what is no such private key.
 */
export function signPreview(key: JsonWebKey, { experiments, until }: PreviewWish): string {
  const secret = read(() => createPrivateKey({ key, format: 'jwk' }), key)
  const body = Buffer.from(JSON.stringify({ experiments, exp: Math.floor(until / 1000) })).toString('base64url')
  const signature = sign('sha256', Buffer.from(body), { key: secret, dsaEncoding: 'ieee-p1363' })
  return `${body}.${signature.toString('base64url')}`
}

function read<T>(make: () => T, { crv }: JsonWebKey): T {
  try {
    if (crv === 'P-256') return make()
  } catch (cause) {
    throw new EndcapError('value-invalid', 'preview key: not a private JWK', cause)
  }
  throw new EndcapError('value-invalid', 'preview key: not a JWK of the curve P-256')
}
