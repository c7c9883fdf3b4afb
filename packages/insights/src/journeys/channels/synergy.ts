import { correctP } from '../../experiment/correct.js'
import { chiSquareAbove, normalQuantile } from '../../experiment/distribution.js'

/** Sessions by the channel they came through, how far into a journey, and whether an earlier channel had been met in it. */
export interface PairCount {
  /** The channel met earlier in the journey, before the session. */
  readonly earlier: string
  /** The channel of the session. */
  readonly channel: string
  /** What is held alike in the comparison: how many sessions came before, and whether the person had ordered before. */
  readonly stratum: string
  /** Sessions through `channel` in the stratum, after `earlier` and all. */
  readonly met: number
  readonly metOrders: number
  readonly all: number
  readonly allOrders: number
}

/** Whether one channel prepares another. */
export interface Synergy {
  readonly earlier: string
  readonly channel: string
  /** Sessions through `channel` after `earlier` in the same journey. */
  readonly sessions: number
  readonly orders: number
  /** Orders to expect of them if `earlier` made no difference: as other sessions through `channel` as deep into a journey. */
  readonly expected: number
  /** Common odds ratio over the strata (Mantel, Haenszel 1959), interval by Robins, Breslow, Greenland 1986. */
  readonly oddsRatio: number | undefined
  readonly low: number | undefined
  readonly high: number | undefined
  /** Cochran–Mantel–Haenszel test; two-sided. */
  readonly p: number
  /** Benjamini–Hochberg: over all pairs, in the answer about channels with all else that it tests. */
  readonly pAdjusted: number
  readonly isSure: boolean
}

/** Pairs with fewer sessions, or fewer expected orders, are not tested. */
export const PAIR_SESSIONS = 100
export const PAIR_EXPECTED = 5

/**
 * Which channels sell more (or less) after another one than they would on their own: conversion of sessions through a channel, with
 * against without an earlier touch of the other, compared among sessions equally deep in a journey, since who comes often buys more
 * whatever the channels. Corrected over all pairs that were tested.
 */
export function findSynergies(counts: readonly PairCount[], alpha = 0.05): Synergy[] {
  const pairs = groupPairs(counts)
  const tested = Array.from(pairs.values(), (strata) => testPair(strata, alpha)).filter(
    (pair) => pair.sessions >= PAIR_SESSIONS && pair.expected >= PAIR_EXPECTED,
  )
  const adjusted = correctP(
    tested.map(({ p }) => p),
    'benjamini-hochberg',
  )
  return tested
    .map((pair, index) => {
      const pAdjusted = adjusted[index] ?? 1
      return { ...pair, pAdjusted, isSure: pAdjusted < alpha }
    })
    .sort((a, b) => a.p - b.p || Math.abs(b.orders - b.expected) - Math.abs(a.orders - a.expected))
}

function groupPairs(counts: readonly PairCount[]): Map<string, PairCount[]> {
  const groups = new Map<string, PairCount[]>()
  for (const count of counts) {
    const key = `${count.earlier}\u0000${count.channel}`
    groups.set(key, [...(groups.get(key) ?? []), count])
  }
  return groups
}

function testPair(strata: readonly PairCount[], alpha: number): Omit<Synergy, 'pAdjusted' | 'isSure'> {
  const [{ earlier, channel }] = strata as [PairCount]
  let [orders, sessions, expected, variance] = [0, 0, 0, 0]
  let [top, bottom, pr, psqr, qs] = [0, 0, 0, 0, 0]
  for (const { met, metOrders, all, allOrders } of strata) {
    const [a, b, c] = [metOrders, met - metOrders, allOrders - metOrders]
    const d = all - met - c
    // A stratum with nobody to compare with says nothing.
    if (met === 0 || all === met) continue
    sessions += met
    orders += a
    expected += (met * allOrders) / all
    if (all > 1) variance += (met * (all - met) * allOrders * (all - allOrders)) / (all * all * (all - 1))
    const [r, s, p, q] = [(a * d) / all, (b * c) / all, (a + d) / all, (b + c) / all]
    top += r
    bottom += s
    pr += p * r
    psqr += p * s + q * r
    qs += q * s
  }
  const oddsRatio = bottom > 0 ? top / bottom : undefined
  const isBounded = top > 0 && bottom > 0
  const half = isBounded
    ? normalQuantile(1 - alpha / 2) *
      Math.sqrt(pr / (2 * top * top) + psqr / (2 * top * bottom) + qs / (2 * bottom * bottom))
    : 0
  return {
    earlier,
    channel,
    sessions,
    orders,
    expected,
    oddsRatio,
    low: isBounded ? (top / bottom) * Math.exp(-half) : undefined,
    high: isBounded ? (top / bottom) * Math.exp(half) : undefined,
    p: variance > 0 ? chiSquareAbove((orders - expected) ** 2 / variance, 1) : 1,
  }
}
