import { UsageError } from './io.js'
import type { TrainLimits } from './server/train-from.js'

/** What the files of a model may weigh: options of every command that makes one. */
export const LIMIT_OPTIONS = [
  {
    name: 'max-bytes',
    type: 'number',
    range: [1, 1_000_000_000],
    description: 'Limit of the model file, after gzip',
  },
  {
    name: 'shards',
    type: 'flag',
    description: 'A manifest and shards instead of one file, for large catalogues: pages load what they need',
  },
  {
    name: 'session-bytes',
    type: 'number',
    range: [1024, 1_000_000_000],
    description: 'Bytes after gzip that a session may load of the shards, on the mean; implies --shards [20480]',
  },
] as const

/** The limits of the files that the options give. Throws where they exclude each other. */
export function limitsOf(values: {
  readonly 'max-bytes'?: number | undefined
  readonly shards?: boolean | undefined
  readonly 'session-bytes'?: number | undefined
}): TrainLimits {
  const { 'max-bytes': maxBytes, shards, 'session-bytes': sessionBytes } = values
  if (maxBytes !== undefined && (shards || sessionBytes !== undefined)) {
    throw new UsageError('--max-bytes is for one file; with --shards give --session-bytes')
  }
  if (sessionBytes !== undefined) return { shards: { sessionBytes } }
  return { ...(maxBytes !== undefined && { maxBytes }), ...(shards && { shards }) }
}
