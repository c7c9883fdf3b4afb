import { randomBytes, randomInt } from 'node:crypto'
import type { Clock, Random } from '@endcap/core'
import { type Files, nodeFiles } from './files.js'

/** The world as the collector sees it: time, chance and disk. Tests turn it. */
export interface CollectorEnv {
  readonly clock: Clock
  readonly random: Random
  readonly files: Files
}

/** The real world of Node. */
export const nodeEnv: CollectorEnv = {
  clock: {
    now: Date.now,
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
  },
  random: {
    unit: () => randomInt(2 ** 32) / 2 ** 32,
    id: () => randomBytes(16).toString('base64url').slice(0, 21),
  },
  files: nodeFiles,
}
