import { emit } from '@endcap/client/view'
import { EndcapError, type ErrorCode } from '@endcap/core'

/** Tells the page of a failure by an `endcap:error` event on `document` (`detail`: the error). Never throws. */
export function report(code: ErrorCode, detail: string, cause?: unknown): void {
  announce(new EndcapError(code, detail, cause))
}

/** The same for an error that exists already. */
export function announce(error: EndcapError): void {
  emit(document, 'error', error)
}
