import type { Client } from '@endcap/client'
import { useEndcap } from './endcap.js'

/** Logs an event of the shop: `track('add_to_wishlist', { items: [client.toItem(id)] })`. */
export const useTrack = (): Client['track'] => useEndcap().client.track
