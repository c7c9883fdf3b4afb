/** Where the SDKs to compare with are pinned. */
import { join } from 'node:path'

export const PEERS = join(import.meta.dirname, 'peers')
