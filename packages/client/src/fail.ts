import type { Tracker } from '@endcap/tracker'

/** Tells the listeners of `error` of a failed world. */
export type Fail = Tracker['report']
