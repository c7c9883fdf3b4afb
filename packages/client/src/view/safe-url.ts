// Relative, http or https: a catalogue is foreign data, and `javascript:` in a link would run it.
const SAFE = /^(https?:|[^:]*$|[^:/?#]*[/?#])/i

/** The address where a link may lead there, else undefined. */
export const safeUrl = (url: string | undefined): string | undefined => (url && SAFE.test(url) ? url : undefined)
