import type { StrategyName, WidgetName } from '@endcap/core'

/** How an element draws: every kind of widget but the shop's own list. */
export type Layout = Exclude<WidgetName, 'reorder'>

/** What a tag stands for where its attributes say nothing else. */
export interface Preset {
  /** @default the defaults of a placement */
  readonly strategy?: readonly StrategyName[]
  /** @default 'row' */
  readonly layout?: Layout
  readonly count?: number
  readonly min?: number
  /** A chunk that it needs beside the one of its layout. */
  readonly part?: string
}

/** Whether cards stand on one line, which scrolls: then it is of one height. */
export const isLine = (layout: Layout): boolean => layout === 'row' || layout === 'threshold'
