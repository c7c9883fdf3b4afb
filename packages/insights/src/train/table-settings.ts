/** How the table of one data set is made. Every value is chosen on a validation slice unless it is given. */
export interface TableSettings {
  /** A session weighs half when it is older than the newest by this share of the time that the data span; 0: all alike. */
  readonly halfLifeRatio: number
  /** A pair at distance d of a session weighs exp(−(d − 1) / this). */
  readonly distanceScale: number
  /** Weight of "seen before" relative to "seen after". */
  readonly backwardRatio: number
  /** An item with this many visits gets half of its row from its neighbours' rows; 0: nothing. */
  readonly spread: number
  /** Share of a second such step; 0: none. */
  readonly spreadAgain: number
  /** Weights are divided by the neighbour's count to this power; more than 0 favours the long tail. */
  readonly popularityPower: number
  /** Then they are multiplied by how much the neighbour is met of late, over how much it was met before, to this power; 0: no matter when. */
  readonly trendPower: number
  /** "Of late": the half-life, as a share of the time that the data span. */
  readonly trendScale: number
  /** Weights are then raised to this power; more than 1 favours the heaviest. */
  readonly weightPower: number
  /** A row of an item with this many visits counts half, as it may be chance; 0: all alike. */
  readonly confidence: number
  /** Share of the likeness in content that is added to a row. */
  readonly contentShare: number
  /** The item viewed k steps ago weighs exp(−k / this). */
  readonly stepScale: number
  /** All items but the current one weigh this much less or more on top. */
  readonly earlierShare: number
  /** Score of an item that was itself viewed k steps ago: this × exp(−k / ownScale). */
  readonly ownBonus: number
  readonly ownScale: number
}

/** Where a choice begins, and what holds where there is too little data for one. */
export const TABLE_DEFAULTS: TableSettings = {
  halfLifeRatio: 1,
  distanceScale: 1.5,
  backwardRatio: 0.5,
  spread: 30,
  spreadAgain: 0.5,
  popularityPower: 0.15,
  trendPower: 0.25,
  trendScale: 0.12,
  weightPower: 1,
  confidence: 3,
  contentShare: 0.05,
  stepScale: 1.25,
  earlierShare: 1,
  ownBonus: 0.02,
  ownScale: 2,
}

/** Values that are tried, from low to high. A choice moves to the neighbour that does better, as long as one does. */
export const TABLE_CHOICES: { readonly [Name in keyof TableSettings]: readonly number[] } = {
  halfLifeRatio: [0.06, 0.12, 0.25, 0.5, 1, 2, 0],
  distanceScale: [0.5, 0.7, 1, 1.5, 2, 3, 5, 8, 12],
  backwardRatio: [0, 0.1, 0.2, 0.35, 0.5, 0.7, 1],
  spread: [0, 5, 10, 20, 30, 45, 70, 120, 300],
  spreadAgain: [0, 0.25, 0.5, 0.8, 1],
  popularityPower: [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7],
  trendPower: [0, 0.1, 0.25, 0.5, 0.75, 1],
  trendScale: [0.03, 0.06, 0.12, 0.25, 0.5],
  weightPower: [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.8],
  confidence: [0, 0.5, 1, 2, 3, 5, 10, 20, 40],
  contentShare: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8],
  stepScale: [0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.6, 2, 2.5, 3.2, 4, 6, 10, 20, 1000],
  earlierShare: [0.35, 0.5, 0.6, 0.7, 0.85, 1, 1.2, 1.4],
  ownBonus: [0, 0.003, 0.006, 0.012, 0.02, 0.035, 0.06, 0.1, 0.17, 0.3, 0.5],
  ownScale: [0.5, 1, 2, 4, 8],
}

/** Weights of the last `memory` items, from the current one, as a model stores them. */
export function scoringOf({ stepScale, earlierShare, ownBonus, ownScale }: TableSettings, memory: number) {
  const steps = Array.from({ length: memory }, (_, k) => (k > 0 ? earlierShare : 1) * Math.exp(-k / stepScale))
  return { steps, own: ownBonus > 0 ? steps.map((_, k) => ownBonus * Math.exp(-k / ownScale)) : [] }
}
