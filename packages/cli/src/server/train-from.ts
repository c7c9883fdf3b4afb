import {
  readInteractions,
  readItemTraits,
  type TrainOptions,
  type TrainProgress,
  type TrainSummary,
  train,
  type Warehouse,
} from '@endcap/insights'

/** What the files may weigh. */
export type TrainLimits = Pick<TrainOptions, 'maxBytes' | 'shards'>

/** The limits, and the path of a catalogue. */
export interface TrainRequest extends TrainLimits {
  readonly items?: string
}

/** Trains from a file or from the warehouse and writes the model to `out`. `onProgress` gets lines for people. */
export async function trainFrom(
  source: string | Warehouse,
  out: string,
  onProgress: (line: string) => void = () => {},
  { items, ...limits }: TrainRequest = {},
): Promise<TrainSummary> {
  const input = typeof source === 'string' ? source : readInteractions(source)
  const traits = items === undefined ? undefined : await readItemTraits(items)
  return train({ input, out, ...limits, traits, onProgress: (progress) => onProgress(describe(progress)) })
}

const PHASES = { read: 'reading', fit: 'fitting the model', write: 'writing the model' } as const

function describe({ phase, rows, ratio }: TrainProgress): string {
  const share = ratio === undefined ? '' : `, ${Math.round(ratio * 100)} %`
  return `${PHASES[phase]}: ${rows.toLocaleString('en')} rows${share}`
}
