/** A channel to be given money: how its revenue a week answers, and how far its spend may move. */
export interface SplitChannel {
  /** Revenue of the next unit spent, at a spend a week above 0; never grows with it. */
  readonly marginal: (spend: number) => number
  readonly least: number
  readonly most: number
}

/**
 * Splits a budget so that the last unit brings the same everywhere, as far as bounds allow: the best split for answers that flatten. A
 * budget outside the bounds is met as nearly as they allow.
 */
export function splitBudget(channels: readonly SplitChannel[], budget: number): number[] {
  const at = (price: number) => channels.map((channel) => spendAt(channel, price))
  const total = (spends: readonly number[]) => spends.reduce((sum, spend) => sum + spend, 0)
  const ends = channels.flatMap(({ marginal, least, most }) => [
    marginal(Math.max(least, 1e-9)),
    marginal(Math.max(most, 1e-9)),
  ])
  let [low, high] = [0, Math.max(...ends, 0) + 1]
  for (let round = 0; round < 200; round++) {
    const middle = (low + high) / 2
    if (total(at(middle)) > budget) low = middle
    else high = middle
  }
  // Between the two prices a channel that answers straight jumps: the rest goes there.
  const [more, less] = [at(low), at(high)]
  const gap = total(more) - total(less)
  const part = gap > 0 ? Math.min(1, Math.max(0, (budget - total(less)) / gap)) : 0
  return less.map((spend, index) => spend + part * ((more[index] as number) - spend))
}

/** How much a channel is given when a unit has to bring `price`. */
function spendAt({ marginal, least, most }: SplitChannel, price: number): number {
  if (marginal(Math.max(most, 1e-9)) >= price) return most
  if (marginal(Math.max(least, 1e-9)) <= price) return least
  let [low, high] = [least, most]
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2
    if (marginal(Math.max(middle, 1e-9)) > price) low = middle
    else high = middle
  }
  return (low + high) / 2
}
