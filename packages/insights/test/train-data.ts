import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { InteractionRow } from '../src/train/collector.js'

/** Rows as a plain reader gives them. */
export type Row = InteractionRow & { readonly type?: string }

/** A generator of [0, 1) that is the same on every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Visits in which `a0` is always followed by `b0`, `a1` by `b1` …, amid items at random; with `null`, only the noise. */
export function plantedSessions({ pairs = 5, sessions = 300, planted = true } = {}): Row[] {
  const random = seeded(7)
  const rows: Row[] = []
  for (let s = 0; s < sessions; s++) {
    const pair = s % pairs
    const visit = [`n${Math.floor(random() * 40)}`, `a${pair}`]
    visit.push(planted ? `b${pair}` : `b${Math.floor(random() * pairs)}`, `n${Math.floor(random() * 40)}`)
    visit.forEach((item, i) => {
      rows.push({ session: `s${s}`, item, ts: s * 100 + i, visitor: `v${s}` })
    })
  }
  return rows
}

/** Orders in which the two of a pair are bought together, amid items at random. */
export function plantedOrders(orders = 300): Row[] {
  const random = seeded(11)
  const rows: Row[] = []
  for (let o = 0; o < orders; o++) {
    const basket = new Set([`x${o % 6}`, `y${o % 6}`, `n${Math.floor(random() * 30)}`, `n${Math.floor(random() * 30)}`])
    for (const item of basket) rows.push({ session: `o${o}`, item, ts: 1.7e12 + o * 6e4, visitor: `v${o}` })
  }
  return rows
}

/** Writes a file into a fresh temporary folder; packed when the name ends in `.gz`. Returns its path. */
export function temporaryFile(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'endcap-train-')), name)
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}
