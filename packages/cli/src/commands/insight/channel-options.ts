import { resolve } from 'node:path'
import type { CostRow } from '@endcap/insights'
import type { Io } from '../../io.js'

/** Costs of channels, for `insight channels` and `insight budget`. */
export const COSTS = {
  name: 'costs',
  type: 'text',
  value: 'FILE',
  description:
    'CSV of channel, cost, campaign if any, and day, week (2026-W45), month or from and to (left out: those imported)',
} as const
/** What is left of revenue. */
export const MARGIN = {
  name: 'margin',
  type: 'number',
  value: 'RATIO',
  range: [0.000_1, 1],
  isFraction: true,
  description: 'Share of revenue that is left after the goods are paid; needed for ROI and profit',
} as const

/** Reads the file of `--costs`, if one is given. */
export async function costsOf(file: string | undefined, { cwd }: Pick<Io, 'cwd'>): Promise<{ costs?: CostRow[] }> {
  if (file === undefined) return {}
  const { readCosts } = await import('@endcap/insights')
  return { costs: await readCosts(resolve(cwd, file)) }
}
