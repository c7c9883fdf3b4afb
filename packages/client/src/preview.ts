/** Signed previews. A file of its own: it is loaded in tabs that were opened by one. */
import type { Config, ErrorCode } from '@endcap/core'
import { PREVIEW_KEY, PREVIEW_PARAMETER } from './preview-token.js'

/** What the signed part of a token says, as JSON in base64url: `TOKEN` is that, a dot, and the signature in base64url. */
export interface PreviewClaim {
  /** Variants by experiment. */
  readonly experiments: Readonly<Record<string, string>>
  /** Seconds since 1970 after which it opens nothing. */
  readonly exp: number
}

/** A preview that was verified. */
export interface Preview {
  readonly experiments: Readonly<Record<string, string>>
  /** Takes the note out of the page. */
  stop(): void
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** Throws for what is no base64url. */
const decode = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))

/**
 * The claim of a token whose signature (ECDSA of P-256 and SHA-256, 64 bytes, over the first part as it stands) fits the public key, an
 * uncompressed point in base64url, and that has not run out at `now`, ms. Else a rejection that says why.
 */
export async function verifyPreview(token: string, key: string, now: number): Promise<PreviewClaim> {
  // Browsers have it on https and localhost alone.
  if (!globalThis.crypto?.subtle) throw new Error('this page is not secure (https)')
  const [body = '', signature = ''] = token.split('.')
  const point = await crypto.subtle.importKey('raw', decode(key), ALGORITHM, false, ['verify'])
  const isSigned = await crypto.subtle.verify(ALGORITHM, point, decode(signature), new TextEncoder().encode(body))
  if (!isSigned) throw new Error('the signature does not fit the config’s previewKey')
  const claim = JSON.parse(new TextDecoder().decode(decode(body))) as PreviewClaim
  if (!(claim.exp * 1000 > now)) throw new Error('it has run out')
  return claim
}

/**
 * Opens the preview of a token: keeps it for the tab's session and says so in a note. Undefined where it cannot be verified; that is reported, and
 * the page is as for everybody.
 */
export async function openPreview(
  token: string,
  { previewKey }: Pick<Config, 'previewKey'>,
  now: number,
  report: (code: ErrorCode, detail: string, cause?: unknown) => void,
): Promise<Preview | undefined> {
  try {
    if (!previewKey) throw new Error('the config has no previewKey')
    const { experiments, exp } = await verifyPreview(token, previewKey, now)
    try {
      sessionStorage.setItem(PREVIEW_KEY, token)
    } catch {
      // Blocked storage: the preview lasts as long as the page.
    }
    return { experiments, stop: showNote(experiments, exp) }
  } catch (cause) {
    report('value-invalid', `preview: ${(cause as Error).message}`, cause)
    return undefined
  }
}

/** A line in the corner that says what is forced, and leads out. */
function showNote(experiments: PreviewClaim['experiments'], exp: number): () => void {
  const note = document.createElement('div')
  const pairs = Object.entries(experiments).map((pair) => pair.join(': '))
  const out = document.createElement('a')
  const address = new URL(location.href)
  address.searchParams.set(PREVIEW_PARAMETER, 'off')
  out.href = address.href
  out.textContent = 'End preview'
  note.append(
    `Preview of ${pairs.join(', ')} until ${new Date(exp * 1000).toISOString().slice(0, 16)}Z. Nothing is counted. `,
    out,
  )
  note.className = 'endcap-preview'
  Object.assign(note.style, {
    position: 'fixed',
    insetBlockEnd: '8px',
    insetInlineStart: '8px',
    zIndex: '2147483647',
    padding: '6px 10px',
    font: '13px/1.4 system-ui, sans-serif',
    color: '#fff',
    background: '#222',
    borderRadius: '4px',
  })
  out.style.color = 'inherit'
  document.body.append(note)
  return () => note.remove()
}
