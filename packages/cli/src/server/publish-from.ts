import {
  type PublishTrained,
  publishTrained,
  readInteractions,
  readItemTraits,
  readSessions,
  type Warehouse,
} from '@endcap/insights'
import type { TrainLimits } from './train-from.js'

/** What is published, and how it is judged. Plain JSON, so that it can be asked of a running process. */
export interface PublishRequest extends TrainLimits {
  readonly folder: string
  readonly holdoutDays?: number
  readonly force?: boolean
  /** Path of a catalogue. */
  readonly items?: string
}

/** Trains from a file or from the warehouse, and publishes where the last days are for it. */
export async function publishFrom(
  source: string | Warehouse,
  { items, ...request }: PublishRequest,
  onProgress: (line: string) => void = () => {},
): Promise<PublishTrained> {
  const input = typeof source === 'string' ? source : readInteractions(source)
  const { interactions } = await readSessions(input, {}, (rows) =>
    onProgress(`reading: ${rows.toLocaleString('en')} rows`),
  )
  return publishTrained({
    ...request,
    interactions,
    ...(items !== undefined && { traits: await readItemTraits(items) }),
    onProgress: (phase, ratio) => onProgress(`${PHASES[phase]}: ${Math.round(ratio * 100)} %`),
  })
}

const PHASES = { judge: 'fitting what is judged on the last days', fit: 'fitting on all days' } as const
