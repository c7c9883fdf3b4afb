/** @jsxImportSource react */
import type { SlotItem } from '@endcap/client'
import type { Placement } from '@endcap/core'
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react'
import { Card, type CardApi } from './Card.js'
import { useLabels } from './labels.js'
import { trackEnds, turnPage } from './scroll.js'
import { useRecommendations } from './use-recommendations.js'

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
 * A placement: sentinel, heading, arrows, list, and one polite status, with the classes of `endcap.css`. While it loads it keeps its space with
 * skeletons. A row that turns out empty or hidden keeps it, blank, until leaving it moves nothing in sight.
 */
export function Slot({ placement: asked, heading: title = '', cart = true, skeleton, children }: SlotProps) {
  const labels = useLabels()
  const row = useRecommendations(asked)
  const [status, setStatus] = useState('')
  const [ends, setEnds] = useState({ atStart: true, atEnd: false })
  const { state, placement, items, isShown, list: setList } = row
  const [list, setTrack] = useState<HTMLElement | null>(null)
  const ref = useCallback(
    (element: HTMLElement | null) => {
      setTrack(element)
      setList(element)
    },
    [setList],
  )
  const drawn = useRef(items)
  const id = useId()
  const heading = row.heading || title
  const isReady = state === 'ready'
  const isLoading = state === 'loading'
  const label = heading ? { 'aria-labelledby': id } : { 'aria-label': labels.row }
  // Safari drops the list role of an unstyled list; a scroll container must be reachable by keyboard.
  const track = isReady ? ({ role: 'list', tabIndex: 0, ...label } as const) : { 'aria-hidden': true }
  const measure = useCallback(() => {
    if (!list) return
    const { atStart, atEnd } = trackEnds(list)
    setEnds((ends) => (ends.atStart === atStart && ends.atEnd === atEnd ? ends : { atStart, atEnd }))
  }, [list])
  useEffect(() => {
    // A new answer is read from its best card, unless the shopper is at work in it.
    if (drawn.current !== items && list && !list.contains(document.activeElement)) list.scrollLeft = 0
    drawn.current = items
    measure()
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [list, items, measure])
  // Never taken away nor `disabled`: either would throw the focus back to the start of the page.
  // A right-to-left page mirrors both signs.
  const arrow = (name: 'previous' | 'next', sign: string, direction: 1 | -1, isEnd: boolean) => (
    <button
      type="button"
      className={`endcap-${name}`}
      aria-label={labels[name]}
      aria-disabled={isEnd}
      onClick={() => list && !isEnd && turnPage(list, direction)}
    >
      {sign}
    </button>
  )
  const apiOf = (item: SlotItem): CardApi => ({
    select: () => row.select(item),
    async add(quantity) {
      const isTaken = await row.add(item, quantity)
      if (isTaken !== undefined) setStatus(`${isTaken ? labels.added : labels.failed}: ${item.product.title}`)
    },
  })
  return (
    <div className="endcap">
      <span className="endcap-sentinel" ref={row.place} />
      {isShown && (
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
          <div className={`endcap-nav${blank(ends.atStart && ends.atEnd)}`}>
            {arrow('previous', '\u2039', -1, ends.atStart)}
            {arrow('next', '\u203a', 1, ends.atEnd)}
          </div>
          <ul className="endcap-track" ref={ref} onScroll={measure} {...track}>
            {isReady
              ? items.map((item) => (
                  <li className="endcap-item" key={item.product.id} data-endcap-item={item.product.id}>
                    {children ? children(item, apiOf(item)) : <Card item={item} cart={cart} {...apiOf(item)} />}
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
      )}
    </div>
  )
}

/** The class of what keeps its place and is not seen. */
const blank = (isBlank: boolean) => (isBlank ? ' endcap-blank' : '')
