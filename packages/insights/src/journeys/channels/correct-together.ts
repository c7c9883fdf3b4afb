import { correctP } from '../../experiment/correct.js'
import type { CampaignResult } from './analyse-campaigns.js'
import type { ChannelResult } from './analyse-channels.js'
import type { Synergy } from './synergy.js'

/** What is tested of channels. */
export interface ChannelFindings {
  readonly channels: readonly ChannelResult[]
  readonly synergies: readonly Synergy[]
  readonly campaigns: readonly CampaignResult[]
}

/**
 * Corrects every p-value of the answer as one family (Benjamini–Hochberg): in a shop where nothing differs the whole answer calls
 * something sure with a chance of at most `alpha`.
 */
export function correctTogether({ channels, synergies, campaigns }: ChannelFindings, alpha: number): ChannelFindings {
  const ps = [
    ...channels.flatMap(({ conversion }) => (conversion ? [conversion.p] : [])),
    ...channels.flatMap(({ journey }) => (journey ? [journey.p] : [])),
    ...synergies.map(({ p }) => p),
    ...campaigns.flatMap(({ beforeAfter }) => (beforeAfter ? [beforeAfter.orders.p] : [])),
    ...campaigns.flatMap(({ holdout }) => (holdout ? [holdout.buyers.p] : [])),
  ]
  const adjusted = correctP(ps, 'benjamini-hochberg')[Symbol.iterator]()
  const next = <Finding>(finding: Finding) => {
    const pAdjusted = adjusted.next().value ?? 1
    return { ...finding, pAdjusted, isSure: pAdjusted < alpha }
  }
  const converted = channels.map((row) => (row.conversion ? { ...row, conversion: next(row.conversion) } : row))
  const corrected = {
    channels: converted.map((row) => (row.journey ? { ...row, journey: next(row.journey) } : row)),
    synergies: synergies.map(next),
  }
  const judged = campaigns.map((row) => (row.beforeAfter ? { ...row, beforeAfter: next(row.beforeAfter) } : row))
  return { ...corrected, campaigns: judged.map((row) => (row.holdout ? { ...row, holdout: next(row.holdout) } : row)) }
}
