import type { View } from '../kinds/kind.js'
import type { MessageContext } from './kind.js'

/** A part of an offer that few campaigns have: a chunk of its own. */
export interface OfferPart {
  view(): View
  stop(): void
}

/** As its chunk exports it. */
export interface OfferPartFile {
  readonly create: (context: MessageContext) => OfferPart
}
