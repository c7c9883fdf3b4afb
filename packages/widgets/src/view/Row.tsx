/** @jsxRuntime classic */
/** @jsx h */
/** @jsxFrag Fragment */
import type { SlotItem, SlotSnapshot } from '@endcap/client'
import { SPACE, type TrackEnds } from '@endcap/client/view'
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of them
import { Fragment, h } from 'preact'
import { isLine, type Layout } from '../kinds/preset.js'
import { Card, type CardProps } from './Card.js'

/** What a row needs. It keeps no state: draw it again when something changed. */
export interface RowProps extends Omit<CardProps, 'item'> {
  /** @default 'row' */
  readonly layout?: Layout
  /** What is drawn, in order; undefined: a skeleton, or nothing in the place of a card. @default the snapshot's items, or six skeletons */
  readonly cells?: readonly (SlotItem | undefined)[]
  /** Unique on the page; ids of parts are made from it. */
  readonly id: string
  readonly snapshot: SlotSnapshot
  /** Shown while the snapshot has no heading of its own. */
  readonly heading: string
  readonly ends: TrackEnds
  /** What was said last about the cart, for screen readers. */
  readonly status: string
  onPage(direction: 1 | -1): void
}

/** As many as the widest row shows at once, the sixth in part. */
export const SKELETONS: readonly (SlotItem | undefined)[] = [...Array(6)]

/**
 * The row: sentinel, heading, arrows, track and one polite status. `loading`, `empty` and `hidden` draw the same
 * boxes with skeletons, so nothing changes its height; whether the section is in the flow is the element's affair.
 */
export function Row(props: RowProps) {
  const { id, labels, ends, status, onPage, layout = 'row', parts = {} } = props
  const { state, placement, items } = props.snapshot
  const heading = props.snapshot.heading || props.heading
  const isReady = state === 'ready'
  const isLoading = state === 'loading'
  const label = heading ? { 'aria-labelledby': id } : { 'aria-label': labels.row }
  const isOneLine = isLine(layout)
  const cells = props.cells ?? (isReady ? items : SKELETONS)
  // Safari drops the list role of an unstyled list; a scroll container must be reachable by keyboard.
  const track = isReady
    ? { role: 'list' as const, ...(isOneLine && { tabIndex: 0 }), ...label }
    : // Of a row that is drawn in part, the first cards stand in it.
      { 'aria-hidden': true, inert: true }
  // Never taken away nor `disabled`: either would throw the focus back to the start of the page.
  // A right-to-left page mirrors both signs.
  const arrow = (name: 'previous' | 'next', sign: string, direction: 1 | -1, isEnd: boolean) => (
    <button
      type="button"
      class={`endcap-${name}`}
      aria-label={labels[name]}
      aria-disabled={isEnd}
      onClick={() => isEnd || onPage(direction)}
    >
      {sign}
    </button>
  )
  return (
    <>
      <span class="endcap-sentinel" />
      <section
        class={`endcap-row endcap-as-${layout}${blank(!isReady && !isLoading)}`}
        data-endcap-slot={placement}
        data-endcap-state={state}
        aria-busy={isLoading}
        {...label}
      >
        {/* biome-ignore lint/a11y/useHeadingContent: without a heading it keeps the line and is hidden */}
        <h2 class="endcap-heading" id={id} aria-hidden={!heading}>
          {heading || SPACE}
        </h2>
        <div class={`endcap-nav${blank(!isReady || !isOneLine || (ends.atStart && ends.atEnd))}`}>
          {parts.tools?.()}
          {isOneLine && [arrow('previous', '\u2039', -1, ends.atStart), arrow('next', '\u203a', 1, ends.atEnd)]}
        </div>
        {parts.head?.()}
        <ul class="endcap-track" {...track}>
          {cells.map((item, i) => (
            <Card {...props} key={item?.product.id ?? i} item={item} isBlank={isReady} />
          ))}
        </ul>
        {parts.foot?.()}
        <p class="endcap-sr" role="status">
          {status}
        </p>
      </section>
    </>
  )
}

/** The class of what keeps its place and is not seen. */
const blank = (isBlank: boolean) => (isBlank ? ' endcap-blank' : '')
