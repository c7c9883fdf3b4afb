/** What one model credits one channel with. */
export interface Credit {
  readonly conversions: number
  readonly value: number
}

/** Credits by channel. Every channel of the data is there, also one with nothing. */
export type Credits = Readonly<Record<string, Credit>>

/** Gathers credits channel by channel. */
export function gatherCredits(channels: readonly string[]) {
  const sums = new Map(channels.map((channel) => [channel, { conversions: 0, value: 0 }]))
  return {
    add(channel: string, conversions: number, value: number): void {
      const sum = sums.get(channel)
      if (!sum) return
      sum.conversions += conversions
      sum.value += value
    },
    done: (): Credits => Object.fromEntries(sums),
  }
}

/** Splits totals among channels by weights that need not add up to 1. Nothing to split by: equal parts. */
export function splitTotals(
  weights: Readonly<Record<string, number>>,
  totals: Credit,
  valueWeights: Readonly<Record<string, number>> = weights,
): Credits {
  const share = sharesOf(weights)
  const valueShare = sharesOf(valueWeights)
  return Object.fromEntries(
    Object.keys(weights).map((channel) => [
      channel,
      { conversions: totals.conversions * (share[channel] ?? 0), value: totals.value * (valueShare[channel] ?? 0) },
    ]),
  )
}

function sharesOf(weights: Readonly<Record<string, number>>): Record<string, number> {
  const entries = Object.entries(weights)
  const sum = entries.reduce((total, [, weight]) => total + weight, 0)
  return Object.fromEntries(entries.map(([key, weight]) => [key, sum > 0 ? weight / sum : 1 / entries.length]))
}
