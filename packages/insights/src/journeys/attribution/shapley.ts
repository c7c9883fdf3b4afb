import { type Credits, gatherCredits } from './credit.js'
import { channelsOf, type Path } from './path.js'

/**
 * Shapley values of channels, where a coalition S is worth the orders of all paths whose channels are all in S. Such a worth is a sum of
 * unanimity games, one a set of channels, whose Shapley value is known in closed form (Shapley 1953): the orders of a path are shared in
 * equal parts among its distinct channels. So it is exact for any number of channels. What led to no order does not count.
 */
export function creditShapley(paths: readonly Path[]): {
  readonly credits: Credits
  readonly se: Record<string, number>
} {
  const channels = channelsOf(paths)
  const gathered = gatherCredits(channels)
  const variances = Object.fromEntries(channels.map((channel) => [channel, 0]))
  for (const { steps, conversions, value } of paths) {
    const members = new Set(steps)
    for (const channel of members) {
      gathered.add(channel, conversions / members.size, value / members.size)
      variances[channel] = (variances[channel] ?? 0) + conversions / members.size ** 2
    }
  }
  const se = Object.fromEntries(Object.entries(variances).map(([channel, variance]) => [channel, Math.sqrt(variance)]))
  return { credits: gathered.done(), se }
}
