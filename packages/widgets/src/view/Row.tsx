import type { SlotSnapshot } from '@endcap/client'
import type { TrackEnds } from '../scroll.js'
import { Card, type CardProps } from './Card.js'
import { Skeleton, SPACE } from './Skeleton.js'

/** What a row needs. It keeps no state: draw it again when something changed. */
export interface RowProps extends Omit<CardProps, 'item'> {
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

// As many as the widest row shows at once.
const SKELETONS = [0, 1, 2, 3, 4, 5]

/**
 * The row: sentinel, heading, arrows, track and one polite status. `loading`, `empty` and `hidden` draw the same
 * boxes with skeletons, so nothing changes its height; whether the section is in the flow is the element's affair.
 */
export function Row(props: RowProps) {
  const { id, snapshot, labels, cart, ends, status, onPage } = props
  const heading = snapshot.heading || props.heading
  const isReady = snapshot.state === 'ready'
  const label = heading ? { 'aria-labelledby': id } : { 'aria-label': labels.row }
  // Safari drops the list role of an unstyled list; a scroll container must be reachable by keyboard.
  const track = isReady ? ({ role: 'list', tabIndex: 0, ...label } as const) : { 'aria-hidden': true }
  return (
    <>
      <span class="endcap-sentinel" />
      <section
        class={`endcap-row${blank(!isReady && snapshot.state !== 'loading')}`}
        data-endcap-slot={snapshot.placement}
        data-endcap-state={snapshot.state}
        aria-busy={snapshot.state === 'loading'}
        {...label}
      >
        {/* biome-ignore lint/a11y/useHeadingContent: without a heading it keeps the line and is hidden */}
        <h2 class="endcap-heading" id={id} aria-hidden={!heading}>
          {heading || SPACE}
        </h2>
        <div class={`endcap-nav${blank(ends.atStart && ends.atEnd)}`}>
          <Arrow class="endcap-previous" label={labels.previous} end={ends.atStart} onClick={() => onPage(-1)} />
          <Arrow class="endcap-next" label={labels.next} end={ends.atEnd} onClick={() => onPage(1)} />
        </div>
        <ul class="endcap-track" {...track}>
          {isReady
            ? snapshot.items.map((item) => <Card {...props} key={item.product.id} item={item} />)
            : SKELETONS.map((key) => <Skeleton key={key} cart={cart} />)}
        </ul>
        <p class="endcap-sr" role="status">
          {status}
        </p>
      </section>
    </>
  )
}

/** The class of what keeps its place and is not seen. */
const blank = (isBlank: boolean) => (isBlank ? ' endcap-blank' : '')

interface ArrowProps {
  readonly class: string
  readonly label: string
  readonly end: boolean
  onClick(): void
}

/** Never taken away nor `disabled`: either would throw the focus back to the start of the page. */
function Arrow({ class: name, label, end, onClick }: ArrowProps) {
  return <button type="button" class={name} aria-label={label} aria-disabled={end} onClick={() => end || onClick()} />
}
