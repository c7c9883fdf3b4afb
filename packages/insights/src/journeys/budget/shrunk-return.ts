/** What a channel brought for its costs, as an attribution model has it. */
export interface ChannelReturn {
  readonly channel: string
  readonly cost: number
  /** Attributed. */
  readonly revenue: number
  readonly orders: number
}

/** Revenue ÷ cost on the logarithmic scale, drawn towards what all channels have. */
export interface ShrunkReturn {
  readonly channel: string
  /** As counted. */
  readonly roas: number
  /** Mean and standard deviation of ln(revenue ÷ cost) after shrinkage. */
  readonly mean: number
  readonly deviation: number
}

/**
 * Draws each channel's return on ad spend towards the common one, the more the fewer orders it rests on (random effects by DerSimonian,
 * Laird 1986). `spread`: variance of an order's value ÷ its mean squared. Channels without an order or cost are left out.
 */
export function shrinkReturns(returns: readonly ChannelReturn[], spread = 1): ShrunkReturn[] {
  const known = returns.filter(({ cost, revenue, orders }) => cost > 0 && revenue > 0 && orders > 0)
  if (known.length === 0) return []
  const rows = known.map(({ channel, cost, revenue, orders }) => ({
    channel,
    roas: revenue / cost,
    log: Math.log(revenue / cost),
    variance: (1 + spread) / orders,
  }))
  const weigh = (between: number) => {
    const weights = rows.map(({ variance }) => 1 / (variance + between))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const centre = rows.reduce((total, { log }, at) => total + log * (weights[at] as number), 0) / sum
    return { weights, sum, centre }
  }
  const fixed = weigh(0)
  const q = rows.reduce((total, { log }, at) => total + (fixed.weights[at] as number) * (log - fixed.centre) ** 2, 0)
  const squares = fixed.weights.reduce((total, weight) => total + weight * weight, 0)
  const slack = fixed.sum - squares / fixed.sum
  const between = slack > 0 ? Math.max(0, (q - (rows.length - 1)) / slack) : 0
  const { sum, centre } = weigh(between)
  return rows.map(({ channel, roas, log, variance }) => {
    const own = between / (between + variance)
    // What is left of the channel's own noise, and that of the common return.
    const deviation = Math.sqrt(own * variance + (1 - own) ** 2 / sum)
    return { channel, roas, mean: own * log + (1 - own) * centre, deviation }
  })
}
