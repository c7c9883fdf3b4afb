/** @jsxImportSource react */
import type { SlotItem } from '@endcap/client'
import { emit, offerToCart, type RowLife, startRow, type TrackEnds, turnPage } from '@endcap/client/view'
import type { Placement } from '@endcap/core'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Card, type CardApi } from './Card.js'
import { useLabels } from './labels.js'
import { useSlot } from './use-slot.js'

/** What a row is drawn from. */
export interface SlotProps {
  /** Id of a placement of the config, or a placement of the page's own; a new one needs a new id. */
  readonly placement: string | Placement
  /** Shown while the placement has none. @default none: the row keeps an accessible name */
  readonly heading?: string
  /** Draws the button of the standard card. @default true */
  readonly cart?: boolean
  /** What stands in an item while the row loads: as high as the page's own card. @default the boxes of {@link Card} */
  readonly skeleton?: ReactNode
  /** The page's own card, drawn in an item of the list. @default {@link Card} */
  readonly children?: (item: SlotItem, api: CardApi) => ReactNode
}

// As many as the widest row shows at once, the sixth in part.
const SKELETONS: readonly undefined[] = Array(6).fill(undefined)

/**
 * A placement: sentinel, heading, arrows, list, and one polite status, with the classes of `endcap.css` and the `endcap:…` events of
 * `<endcap-row>`, which bubble. While it loads it keeps its space with skeletons. A row that turns out empty or hidden keeps it, blank,
 * until leaving it moves nothing in sight.
 */
export function Slot({ placement: asked, heading: title = '', cart = true, skeleton, children }: SlotProps) {
  const labels = useLabels()
  const { snapshot, live } = useSlot(asked)
  const [status, setStatus] = useState('')
  const [{ atStart, atEnd }, setEnds] = useState<TrackEnds>({ atStart: true, atEnd: false })
  const { state, placement, requestId, items } = snapshot
  const host = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const life = useRef<RowLife>(undefined)
  const id = useId()
  const heading = snapshot.heading || title
  const isReady = state === 'ready'
  const isLoading = state === 'loading'
  const label = heading ? { 'aria-labelledby': id } : { 'aria-label': labels.row }
  // Safari drops the list role of an unstyled list; a scroll container must be reachable by keyboard.
  const track = isReady ? ({ role: 'list', tabIndex: 0, ...label } as const) : { 'aria-hidden': true }
  useEffect(() => {
    const slot = live()
    if (!slot) return
    life.current = startRow(host.current as HTMLElement, slot, setEnds)
    return life.current.stop
  }, [live])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a snapshot is an answer
  useEffect(() => life.current?.update(), [snapshot])
  // Never taken away nor `disabled`: either would throw the focus back to the start of the page.
  // A right-to-left page mirrors both signs.
  const arrow = (name: 'previous' | 'next', sign: string, direction: 1 | -1, isEnd: boolean) => (
    <button
      type="button"
      className={`endcap-${name}`}
      aria-label={labels[name]}
      aria-disabled={isEnd}
      onClick={() => isEnd || turnPage(list.current as HTMLElement, direction)}
    >
      {sign}
    </button>
  )
  const apiOf = (item: SlotItem, index: number): CardApi => ({
    select() {
      live()?.selected(item)
      emit(host.current as Element, 'click', { placement, requestId, id: item.product.id })
    },
    add: (quantity = 1) =>
      new Promise((resolve) => {
        const card = list.current?.children[index] ?? (host.current as Element)
        const onResult = (isTaken: boolean) => {
          if (isTaken) live()?.added(item, quantity)
          setStatus(`${isTaken ? labels.added : labels.failed}: ${item.product.title}`)
          resolve()
        }
        if (!offerToCart(card, { id: item.product.id, quantity, placement }, onResult)) resolve()
      }),
  })
  return (
    <div className="endcap" ref={host}>
      <span className="endcap-sentinel" />
      <section
        className={`endcap-row${blank(!isReady && !isLoading)}`}
        data-endcap-slot={placement}
        data-endcap-state={state}
        aria-busy={isLoading}
        {...label}
      >
        {/* biome-ignore lint/a11y/useHeadingContent: without a heading it keeps the line and is hidden */}
        <h2 className="endcap-heading" id={id} aria-hidden={!heading}>
          {heading || '\u00a0'}
        </h2>
        <div className={`endcap-nav${blank(atStart && atEnd)}`}>
          {arrow('previous', '\u2039', -1, atStart)}
          {arrow('next', '\u203a', 1, atEnd)}
        </div>
        <ul className="endcap-track" ref={list} {...track}>
          {isReady
            ? items.map((item, index) => (
                <li className="endcap-item" key={item.product.id} data-endcap-item={item.product.id}>
                  {children ? (
                    children(item, apiOf(item, index))
                  ) : (
                    <Card item={item} cart={cart} {...apiOf(item, index)} />
                  )}
                </li>
              ))
            : SKELETONS.map((_, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
                <li className={skeleton ? 'endcap-item' : 'endcap-item endcap-skeleton'} key={i}>
                  {skeleton ?? <Card cart={cart} />}
                </li>
              ))}
        </ul>
        <p className="endcap-sr" role="status">
          {status}
        </p>
      </section>
    </div>
  )
}

/** The class of what keeps its place and is not seen. */
const blank = (isBlank: boolean) => (isBlank ? ' endcap-blank' : '')
