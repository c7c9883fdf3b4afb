import { normalBelow } from '../../experiment/distribution.js'

/** Chances beside what happened, by tenths of the customers from the least likely to the most. */
export interface ReliabilityGroup {
  readonly customers: number
  /** Mean of the chances. */
  readonly predicted: number
  /** Share that it happened to. */
  readonly observed: number
}

/** How good chances are on rows that nothing was fitted or chosen by. */
export interface ProbabilityScore {
  readonly n: number
  /** Share that it happened to. */
  readonly rate: number
  /** Chance that of two, one of each kind, the right one has the higher chance; 0.5 is a coin. */
  readonly auc: number
  /** 95 % of DeLong, DeLong, Clarke-Pearson 1988. */
  readonly auc_interval: readonly [low: number, high: number]
  /** One-sided, of an AUC no better than a coin. */
  readonly auc_p: number
  /** Mean squared error of the chances. */
  readonly brier: number
  /** Share of the squared error of one chance for all that is saved; below 0 is worse than that. */
  readonly brier_skill: number
  readonly log_loss: number
  /** Mean distance of predicted and observed over the groups. */
  readonly calibration_error: number
  readonly reliability: readonly ReliabilityGroup[]
}

const GROUPS = 10

/** Scores chances against labels, 0 or 1; `baseRate` is the one chance for all that was known before. */
export function scoreChances(
  chances: readonly number[],
  labels: readonly number[],
  baseRate: number,
): ProbabilityScore {
  const n = chances.length
  const mean = (of: (at: number) => number) => chances.reduce((sum, _, at) => sum + of(at), 0) / n
  const label = (at: number) => labels[at] ?? 0
  const chance = (at: number) => chances[at] ?? 0
  const brier = mean((at) => (chance(at) - label(at)) ** 2)
  const base = mean((at) => (baseRate - label(at)) ** 2)
  const reliability = groupByChance(chances, labels)
  const { auc, standardError } = areaUnderCurve(chances, labels)
  const reach = 1.959963984540054 * standardError
  return {
    n,
    rate: mean(label),
    auc,
    auc_interval: [Math.max(0, auc - reach), Math.min(1, auc + reach)],
    auc_p: standardError > 0 ? normalBelow(-(auc - 0.5) / standardError) : auc > 0.5 ? 0 : 1,
    brier,
    brier_skill: base > 0 ? 1 - brier / base : 0,
    log_loss: mean((at) => -Math.log(Math.max(1e-12, label(at) ? chance(at) : 1 - chance(at)))),
    calibration_error: reliability.reduce(
      (sum, { customers, predicted, observed }) => sum + (customers / n) * Math.abs(predicted - observed),
      0,
    ),
    reliability,
  }
}

function groupByChance(chances: readonly number[], labels: readonly number[]): ReliabilityGroup[] {
  const order = chances.map((chance, at) => ({ chance, label: labels[at] ?? 0 })).sort((a, b) => a.chance - b.chance)
  return Array.from({ length: GROUPS }, (_, group) => {
    const members = order.slice(
      Math.floor((group * order.length) / GROUPS),
      Math.floor(((group + 1) * order.length) / GROUPS),
    )
    const share = (of: (member: (typeof members)[number]) => number) =>
      members.reduce((sum, member) => sum + of(member), 0) / members.length
    return {
      customers: members.length,
      predicted: share(({ chance }) => chance),
      observed: share(({ label }) => label),
    }
  }).filter(({ customers }) => customers > 0)
}

/** AUC and its standard error by DeLong, with the middle ranks of Sun and Xu 2014. */
export function areaUnderCurve(chances: readonly number[], labels: readonly number[]) {
  const all = middleRanks(chances)
  const of = (wanted: number) => chances.flatMap((_, at) => ((labels[at] ?? 0) === wanted ? [at] : []))
  const [yes, no] = [of(1), of(0)]
  if (yes.length === 0 || no.length === 0) return { auc: 0.5, standardError: 0 }
  const within = (members: readonly number[]) => middleRanks(members.map((at) => chances[at] ?? 0))
  const [ofYes, ofNo] = [within(yes), within(no)]
  const wins = yes.map((at, i) => ((all[at] ?? 0) - (ofYes[i] ?? 0)) / no.length)
  const losses = no.map((at, i) => 1 - ((all[at] ?? 0) - (ofNo[i] ?? 0)) / yes.length)
  const auc = wins.reduce((sum, value) => sum + value, 0) / wins.length
  const spread = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + (value - auc) ** 2, 0) / Math.max(1, values.length - 1) / values.length
  return { auc, standardError: Math.sqrt(spread(wins) + spread(losses)) }
}

/** Ranks from 1; equal values share the middle of theirs. */
function middleRanks(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number]) to += 1
    for (let at = from; at <= to; at += 1) ranks[order[at] as number] = (from + to) / 2 + 1
    from = to + 1
  }
  return ranks
}
