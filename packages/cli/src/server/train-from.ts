import {
  readInteractions,
  type TrainOptions,
  type TrainProgress,
  type TrainSummary,
  train,
  type Warehouse,
} from '@endcap/insights'

/** What the files may weigh. */
export type TrainLimits = Pick<TrainOptions, 'maxBytes' | 'shards'>

/** Trains from a file or from the warehouse and writes the model to `out`. `onProgress` gets lines for people. */
export function trainFrom(
  source: string | Warehouse,
  out: string,
  onProgress: (line: string) => void = () => {},
  limits: TrainLimits = {},
): Promise<TrainSummary> {
  const input = typeof source === 'string' ? source : readInteractions(source)
  return train({ input, out, ...limits, onProgress: (progress) => onProgress(describe(progress)) })
}

const PHASES = { read: 'reading', fit: 'fitting the model', write: 'writing the model' } as const

function describe({ phase, rows }: TrainProgress): string {
  return `${PHASES[phase]}: ${rows.toLocaleString('en')} rows`
}
