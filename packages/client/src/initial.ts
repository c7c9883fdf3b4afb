import type { WidgetName } from '@endcap/core'
import type { SlotSnapshot } from './client.js'

/** What a server found for one placement: a snapshot that is `ready`, plain JSON. */
export interface InitialSlot extends SlotSnapshot {
  readonly state: 'ready'
  readonly widget: WidgetName
  /** Version of the model that it was ranked with. */
  readonly model?: string
}

/** What a server drew into a page, by placement id. */
export type Initial = Readonly<Record<string, InitialSlot>>
