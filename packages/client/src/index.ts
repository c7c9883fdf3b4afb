export type { PageCards, PageCatalogue } from './catalogue.js'
export {
  type Client,
  type ClientEvents,
  createClient,
  type GivenPlacement,
  type ReorderAnswer,
  type Slot,
  type SlotItem,
  type SlotReason,
  type SlotSnapshot,
} from './client.js'
export type { Closed } from './closed.js'
export type { ClientEnv } from './env.js'
export type { Initial, InitialSlot } from './initial.js'
export { type ClientOptions, DEFAULTS as CLIENT_DEFAULTS, type Source } from './options.js'
export type { AppliedRule, RuleLevel } from './rules.js'
export { scheduleEnd } from './schedule-end.js'
