import { EndcapError } from '@endcap/core'

/** A way to the shop, and what came of it. */
export interface Path {
  /** Channels in the order of the touches; one may come again. */
  readonly steps: readonly string[]
  /** Orders at its end. */
  readonly conversions: number
  /** What they were worth. */
  readonly value: number
  /** Journeys on it that ended without an order. */
  readonly nulls: number
}

/** A row of a source's table `paths`: the steps are joined by ` > `. */
export interface PathRow {
  readonly path: string
  readonly conversions: number
  readonly value: number | null
  readonly nulls: number | null
}

/**
 * Reads rows of paths. Blanks around a step mean nothing, and a row that nothing came of is left out. Throws `value-invalid` for a
 * path without a step or with an empty one, and for a count or value that is negative or no number, naming the path.
 */
export function parsePaths(rows: readonly PathRow[]): Path[] {
  return rows.flatMap((row): Path[] => {
    const steps = row.path.split('>').map((step) => step.trim())
    if (steps.some((step) => step === '')) {
      throw new EndcapError('value-invalid', `the path "${row.path}" has an empty step`)
    }
    const path = { steps, conversions: row.conversions, value: row.value ?? 0, nulls: row.nulls ?? 0 }
    for (const field of ['conversions', 'value', 'nulls'] as const) {
      if (Number.isFinite(path[field]) && path[field] >= 0) continue
      throw new EndcapError('value-invalid', `the path "${row.path}" has ${path[field]} as its ${field}`)
    }
    return path.conversions + path.nulls + path.value > 0 ? [path] : []
  })
}

/** The paths with immediate repeats of a channel as one touch; those that became the same are added up. */
export function dropRepeats(paths: readonly Path[]): Path[] {
  const merged = new Map<string, Path>()
  for (const { steps, conversions, value, nulls } of paths) {
    const single = steps.filter((step, index) => step !== steps[index - 1])
    const key = JSON.stringify(single)
    const known = merged.get(key)
    merged.set(key, {
      steps: single,
      conversions: (known?.conversions ?? 0) + conversions,
      value: (known?.value ?? 0) + value,
      nulls: (known?.nulls ?? 0) + nulls,
    })
  }
  return [...merged.values()]
}

/** The channels of all paths, in alphabetical order. */
export function channelsOf(paths: readonly Path[]): string[] {
  return [...new Set(paths.flatMap(({ steps }) => steps))].sort()
}
