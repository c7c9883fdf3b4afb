import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { type Baskets, countBaskets, RULE_LEVELS, type RuleLevel, readBaskets } from './baskets.js'
import { draftRules } from './draft-rules.js'
import { type ItemSets, mineItemSets } from './item-sets.js'
import { readNames } from './names.js'
import { readPaidPrices } from './paid-prices.js'
import type { Rule } from './rule.js'
import { findSubstitutes, type Substitute } from './substitutes.js'

/** Which rules are wanted. */
export interface RuleOptions {
  /** @default 'item' */
  readonly level?: RuleLevel | undefined
  /** Least share of all baskets that hold the whole rule. @default 0.001 */
  readonly support?: number | undefined
  /** Least share of the baskets with the left side that hold the right one. @default 0.1 */
  readonly confidence?: number | undefined
  /** Least lift. @default 0 */
  readonly lift?: number | undefined
  /** Of a rule, both sides together. @default 2 */
  readonly minLength?: number | undefined
  /** @default 10 */
  readonly maxLength?: number | undefined
  /** Fewer baskets than this never make a rule. @default 10 */
  readonly minCount?: number | undefined
  /** Share of false ones among those called significant. @default 0.05 */
  readonly alpha?: number | undefined
  /** Only rules that name it, on either side. The correction is over all. */
  readonly item?: string | undefined
  /** Only the significant ones. @default false */
  readonly significantOnly?: boolean | undefined
  /** Leaves out rules that a shorter left side says as well. @default false */
  readonly shortest?: boolean | undefined
  /** Most rules in the answer; counts are of all. @default all */
  readonly limit?: number | undefined
  /** Most sets of items that are kept. @default 500,000 */
  readonly budget?: number | undefined
}

/** Rules, the significant ones first, then by lift. */
export interface RuleResult {
  readonly basis: SourceBasis
  /** Baskets. */
  readonly n: number
  /** Items that `minCount` baskets hold. */
  readonly frequentItems: number
  readonly level: RuleLevel
  readonly support: number
  readonly confidence: number
  /** What was asked for, by the floor and by support. */
  readonly minCount: number
  /** What was looked for: more than `minCount` where the sets of items would not fit. */
  readonly minCountUsed: number
  /** Longest rules that were looked for: less than asked for where longer ones would not fit. */
  readonly maxLengthUsed: number
  readonly isComplete: boolean
  readonly frequentSets: number
  /** Pairs, and left sides with a right side, among which the correction is made. */
  readonly tested: number
  readonly nRules: number
  /** Of them, those whose corrected p-value of Fisher's test is at most alpha. */
  readonly nCorrected: number
  /** Of these, those that hold among baskets of the same sizes too. */
  readonly nSignificant: number
  /** How many rules have so many items. */
  readonly byLength: Readonly<Record<string, number>>
  readonly alpha: number
  readonly rules: readonly Rule[]
  readonly substitutes: readonly Substitute[]
}

export const RULE_DEFAULTS = {
  level: 'item',
  support: 0.001,
  confidence: 0.1,
  lift: 0,
  minLength: 2,
  maxLength: 10,
  minCount: 10,
  alpha: 0.05,
  budget: 500_000,
} as const satisfies RuleOptions

/** What is bought together. Throws `option-invalid`, and `input-empty` without baskets. */
export async function analyseRules(source: InsightSource, options: RuleOptions = {}): Promise<RuleResult> {
  const asked = resolveOptions(options)
  const { level, support, alpha } = asked
  const n = await countBaskets(source, level)
  const minCount = Math.max(asked.minCount, Math.ceil(support * n - 1e-9))
  const baskets = await readBaskets(source, { level, n, minCount })
  const found = mineWithin(baskets, minCount, asked)
  const { drafts, tested, finish } = draftRules(baskets, found.sets, { ...asked, maxLength: found.maxLength })
  const named = level === 'item' ? await readNames(source) : new Map<string, string>()
  const paid = level === 'item' ? await readPaidPrices(source) : new Map<string, number>()
  const code = asked.item === undefined ? undefined : baskets.items.indexOf(asked.item)
  const told = drafts.filter(
    ({ lhs, rhs, isSignificant, improvement }) =>
      (code === undefined || rhs === code || lhs.includes(code)) &&
      (isSignificant || !asked.significantOnly) &&
      (improvement > 0 || !asked.shortest),
  )
  return {
    basis: source.basis,
    n,
    frequentItems: baskets.items.length,
    level,
    support,
    confidence: asked.confidence,
    minCount,
    minCountUsed: found.minCount,
    maxLengthUsed: found.maxLength,
    isComplete: found.isComplete,
    frequentSets: found.sets.length,
    tested,
    nRules: told.length,
    nCorrected: told.filter(({ isCorrected }) => isCorrected).length,
    nSignificant: told.filter(({ isSignificant }) => isSignificant).length,
    byLength: countByLength(told.map(({ lhs }) => lhs.length + 1)),
    alpha,
    rules: told.slice(0, asked.limit).map((draft) => withPrice(withNames(finish(draft), named), paid)),
    substitutes: level === 'item' ? await findSubstitutes(source, baskets, found.sets, { alpha, names: named }) : [],
  }
}

type Resolved = RuleOptions & { [Name in keyof typeof RULE_DEFAULTS]: NonNullable<RuleOptions[Name]> }

function resolveOptions(options: RuleOptions): Resolved {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const asked: Resolved = { ...RULE_DEFAULTS, ...given }
  const shares = ['support', 'confidence', 'alpha'] as const
  for (const name of shares) {
    if (!(asked[name] >= 0 && asked[name] <= 1))
      throw new EndcapError('option-invalid', `${name} is a share from 0 to 1`)
  }
  if (!(asked.minLength >= 1 && asked.maxLength <= 20 && asked.minLength <= asked.maxLength)) {
    throw new EndcapError('option-invalid', 'lengths of rules go from 1 to 20, the least one first')
  }
  if (!(asked.minCount >= 1)) throw new EndcapError('option-invalid', 'minCount is 1 or more')
  if (!RULE_LEVELS.includes(asked.level)) {
    throw new EndcapError('option-invalid', `level is one of ${RULE_LEVELS.join(', ')}`)
  }
  return asked
}

interface Mined {
  readonly sets: ItemSets
  readonly minCount: number
  readonly maxLength: number
  readonly isComplete: boolean
}

/** Looks for longer sets until there are none, or they would not fit; where even pairs do not fit, a higher floor is taken. */
function mineWithin(baskets: Baskets, asked: number, { maxLength, budget }: Resolved): Mined {
  const pairs = Math.min(2, maxLength)
  let minCount = asked
  let length = pairs
  const fits = (longest: number) =>
    mineItemSets(baskets, { minCount, maxLength: longest, budget, countOnly: true })?.length
  let size = fits(pairs)
  while (size === undefined && minCount <= baskets.n) {
    minCount = Math.ceil(minCount * 1.5)
    size = fits(pairs)
  }
  let isLast = length === maxLength
  while (!isLast) {
    const longer = fits(length + 1)
    if (longer === undefined) break
    isLast = longer === size || length + 1 === maxLength
    size = longer
    length++
  }
  const sets = mineItemSets(baskets, { minCount, maxLength: length, budget: Number.POSITIVE_INFINITY }) as ItemSets
  return { sets, minCount, maxLength: isLast ? maxLength : length, isComplete: isLast && minCount === asked }
}

function withNames(rule: Rule, named: ReadonlyMap<string, string>): Rule {
  const ids = [...rule.lhs, rule.rhs]
  return ids.some((id) => named.has(id)) ? { ...rule, names: ids.map((id) => named.get(id) ?? id) } : rule
}

function withPrice(rule: Rule, paid: ReadonlyMap<string, number>): Rule {
  const price = paid.get(rule.rhs)
  return price === undefined ? rule : { ...rule, price }
}

function countByLength(lengths: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1
  return counts
}
