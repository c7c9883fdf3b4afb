/**
 * The one table of error codes. Wrong use throws an {@link EndcapError} early; parsers return {@link Problem}s;
 * the collector answers problem JSON (RFC 9457) with the same codes.
 */

/** Every code with its plain-words title and, where the collector answers with it, its HTTP status. */
export const ERRORS = {
  'option-missing': { title: 'A required option is missing.', status: 400 },
  'option-invalid': { title: 'An option has a value that is not allowed.', status: 400 },
  'json-malformed': { title: 'The body is not valid JSON.', status: 400 },
  'type-wrong': { title: 'A value has the wrong type.', status: 400 },
  'field-missing': { title: 'A required field is missing.', status: 400 },
  'value-invalid': { title: 'A value is outside what is allowed.', status: 400 },
  'value-too-long': { title: 'A value is longer than allowed.', status: 400 },
  'version-unknown': { title: 'The version is not one that this build reads.', status: 400 },
  'batch-empty': { title: 'The batch carries no events.', status: 400 },
  'batch-too-many': { title: 'The batch carries more events than allowed.', status: 400 },
  'body-too-large': { title: 'The body is larger than allowed.', status: 413 },
  'media-type-unsupported': { title: 'The content type or encoding is not supported.', status: 415 },
  'key-wrong': { title: 'The write key is not known here.', status: 401 },
  'key-expired': { title: 'The write key is no longer valid.', status: 401 },
  'rate-limited': { title: 'Too many requests; try again later.', status: 429 },
  'origin-denied': { title: 'Requests from this origin are not allowed.', status: 403 },
  'signature-wrong': { title: 'The signature is missing, wrong or too old.', status: 401 },
  unauthorized: { title: 'This needs the admin token, or one that may read it.', status: 401 },
  'not-found': { title: 'There is nothing at this address.', status: 404 },
  'method-not-allowed': { title: 'This address does not take that method.', status: 405 },
  overloaded: { title: 'The collector is at its limit; try again later.', status: 503 },
  'spool-failed': { title: 'The spool could not be written; nothing was kept.', status: 503 },
  'shutting-down': { title: 'The collector is stopping; try again later.', status: 503 },
  internal: { title: 'Something failed inside.', status: 500 },
  'id-duplicate': { title: 'An id is used twice.', status: 400 },
  'reference-unknown': { title: 'A name refers to nothing that exists.', status: 400 },
  'catalogue-outdated': { title: 'Prices and stock of the catalogue are older than it lets them be.', status: 500 },
  'model-damaged': { title: 'The model file is damaged or cut off.', status: 500 },
  'network-failed': { title: 'A request failed or was answered with an error.', status: 502 },
  'storage-failed': { title: 'Browser storage is blocked, full or gone.', status: 500 },
  'listener-failed': { title: 'A listener or template of the page threw an error.', status: 500 },
  'input-empty': { title: 'The input holds nothing to work on.', status: 400 },
  'file-unreadable': { title: 'A file could not be read.', status: 400 },
} as const satisfies Record<string, { title: string; status: number }>

/** A code of {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS

/** What is wrong with foreign data, and where: `path` is a JSON Pointer (RFC 6901), '' for the whole. */
export interface Problem {
  readonly code: ErrorCode
  readonly path: string
  readonly detail?: string
}

/** Thrown for wrong use, and passed to `onError` when the world failed; then `cause` says by what. */
export class EndcapError extends Error {
  // Declared, not initialised: class fields cost every bundle a lowering of their own.
  declare readonly name: string
  declare readonly code: ErrorCode

  constructor(code: ErrorCode, detail: string, cause?: unknown) {
    super(`[endcap] ${code}: ${detail}`, cause === undefined ? undefined : { cause })
    this.name = 'EndcapError'
    this.code = code
  }
}
