import type { Client } from '@endcap/client'
import type { isInSight, onRest, tryChange, watchSight } from '@endcap/client/view'
import type { MessageWidgetName, StrategyName, WidgetName } from '@endcap/core'
import type { observeImpressions } from '@endcap/tracker'
import type { h, render } from 'preact'
import type { RowOptions } from '../elements/widget.js'
import type { report } from '../report.js'
import type { adoptStyle } from '../style/adopt.js'

/** How an element draws: every kind of widget but the shop's own list and messages. */
export type Layout = Exclude<WidgetName, 'reorder' | MessageWidgetName>

/** What the script has already, so that no chunk brings it a second time. */
export interface ScriptParts {
  readonly h: typeof h
  readonly render: typeof render
  readonly adoptStyle: typeof adoptStyle
  readonly isInSight: typeof isInSight
  readonly observeImpressions: typeof observeImpressions
  readonly onRest: typeof onRest
  readonly report: typeof report
  readonly tryChange: typeof tryChange
  readonly watch: typeof watchSight
}

/** Brings an element to life; `restart` begins anew. Returns its stop. */
export type Connect = (
  host: HTMLElement,
  client: Client,
  options: RowOptions,
  name: string,
  preset: Preset,
  restart: () => void,
  script: ScriptParts,
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
