import type { Client } from '@endcap/client'
import type { MessageWidgetName, StrategyName, WidgetName } from '@endcap/core'
import type { RowOptions } from '../elements/widget.js'

/** How an element draws: every kind of widget but the shop's own list and messages. */
export type Layout = Exclude<WidgetName, 'reorder' | MessageWidgetName>

/** Brings an element to life; `restart` begins anew. Returns its stop. */
export type Connect = (
  host: HTMLElement,
  client: Client,
  options: RowOptions,
  name: string,
  preset: Preset,
  restart: () => void,
) => () => void

/** What a tag stands for where its attributes say nothing else. */
export interface Preset {
  /** @default the defaults of a placement */
  readonly strategy?: readonly StrategyName[]
  /** @default 'row' */
  readonly layout?: Layout
  readonly count?: number
  readonly min?: number
  /** Brings the element to life in place of a list of products; as `connectWidget` does. */
  readonly connect?: Connect
  /** A chunk that it needs beside the one of its layout. */
  readonly part?: string
}

/** Whether cards stand on one line, which scrolls: then it is of one height. */
export const isLine = (layout: Layout): boolean => layout === 'row' || layout === 'threshold'
