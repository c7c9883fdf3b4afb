import type { Strategy } from '../candidates.js'

/** What the visitor met, newest first. */
export const recent: Strategy = (_shop, { profile }) =>
  profile.recent.map(({ id }, position) => ({ id, score: 1 / (position + 1), source: 'history' }))
