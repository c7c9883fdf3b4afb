/** One finding of the doctor. */
export interface Check {
  readonly what: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** How to put it right. */
  readonly fix?: string
}

/** All is well. */
export const ok = (what: string, detail: string): Check => ({ what, state: 'ok', detail })
/** It works, but not as it should. */
export const warn = (what: string, detail: string, fix: string): Check => ({ what, state: 'warn', detail, fix })
/** It does not work. */
export const fail = (what: string, detail: string, fix: string): Check => ({ what, state: 'fail', detail, fix })
