import type { Metric, Registry } from 'prom-client'

/** Counts values by size. */
export type Observe = (value: number) => void

/** A histogram whose label sets are looked up once and then cost a few additions a value. */
export interface LightHistogram {
  /** The counter of a set of labels, which shows in scrapes from then on. Ask once for each set. */
  labels(labels: Readonly<Record<string, string>>): Observe
}

/** What a scrape says of it; `buckets` are upper bounds, ascending. */
export interface HistogramOptions {
  readonly name: string
  readonly help: string
  readonly buckets: readonly number[]
}

/**
 * Adds a histogram to a registry. The library's own builds a text of the labels and looks it up for every value; on the way of each
 * request that is more than the rest of the counting. Values that are not finite are left out.
 */
export function createHistogram(registry: Registry, { name, help, buckets }: HistogramOptions): LightHistogram {
  const cells: { labels: Readonly<Record<string, string>>; counts: number[]; sum: number }[] = []
  const overall = buckets.length

  function values() {
    return cells.flatMap(({ labels, counts, sum }) => {
      let count = 0
      const bounded = counts.map((own, index) => ({
        metricName: `${name}_bucket`,
        labels: { ...labels, le: buckets[index] ?? '+Inf' },
        value: (count += own),
      }))
      return [
        ...bounded,
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      ]
    })
  }

  const metric = {
    name,
    help,
    type: 'histogram',
    aggregator: 'sum',
    get: async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: values() }),
    reset() {
      for (const cell of cells) {
        cell.counts.fill(0)
        cell.sum = 0
      }
    },
  }
  // The registry calls no more than these; its type names the library's own classes only.
  registry.registerMetric(metric as unknown as Metric)

  return {
    labels(labels) {
      const cell = { labels, counts: Array<number>(overall + 1).fill(0), sum: 0 }
      cells.push(cell)
      return (value) => {
        if (!Number.isFinite(value)) return
        let index = 0
        while (index < overall && value > (buckets[index] as number)) index++
        ;(cell.counts[index] as number)++
        cell.sum += value
      }
    },
  }
}
