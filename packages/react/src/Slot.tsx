/** @jsxImportSource react */
import type { SlotItem } from '@endcap/client'
import type { Placement } from '@endcap/core'
import { type ReactNode, useContext, useId, useState } from 'react'
import { Card, type CardApi } from './Card.js'
import { Context } from './context.js'
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
 * A placement: sentinel, heading, list, and one polite status, with the classes of `endcap.css`. While it loads it keeps its space with
 * skeletons. A row that turns out empty or hidden keeps it, blank, until leaving it moves nothing in sight.
 */
export function Slot({ placement: asked, heading: title = '', cart = true, skeleton, children }: SlotProps) {
  const { labels } = useContext(Context)
  const row = useRecommendations(asked)
  const [status, setStatus] = useState('')
  const { state, placement, items, isShown } = row
  const id = useId()
  const heading = row.heading || title
  const isReady = state === 'ready'
  const isLoading = state === 'loading'
  const label = heading ? { 'aria-labelledby': id } : { 'aria-label': labels.row }
  // Safari drops the list role of an unstyled list; a scroll container must be reachable by keyboard.
  const track = isReady ? ({ role: 'list', tabIndex: 0, ...label } as const) : { 'aria-hidden': true }
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
          className={isReady || isLoading ? 'endcap-row' : 'endcap-row endcap-blank'}
          data-endcap-slot={placement}
          data-endcap-state={state}
          aria-busy={isLoading}
          {...label}
        >
          {/* biome-ignore lint/a11y/useHeadingContent: without a heading it keeps the line and is hidden */}
          <h2 className="endcap-heading" id={id} aria-hidden={!heading}>
            {heading || '\u00a0'}
          </h2>
          <ul className="endcap-track" ref={row.list} {...track}>
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
