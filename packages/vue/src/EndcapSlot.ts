import type { SlotItem } from '@endcap/client'
import { emit, offerToCart, type RowLife, SPACE, startRow, turnPage } from '@endcap/client/view'
import type { Placement } from '@endcap/core'
import { defineComponent, h, onBeforeUnmount, onMounted, type PropType, ref, type SlotsType, watch } from 'vue'
import { drawCard } from './card.js'
import { useEndcap } from './endcap.js'
import { keepFocus } from './keep-focus.js'
import { useSlot } from './use-slot.js'

/** What the scoped slot of a card is given. */
export interface CardScope {
  readonly item: SlotItem
  /** The shopper chose this product by something else than a link, which is noticed without it. */
  select(): void
  /** The shopper wants this product: asks the shop by `endcap:add-to-cart`, logs it and says so. @default 1 */
  add(quantity?: number): void
}

/** The scoped slots: an own card, and what stands for it while it is awaited, of the same height. */
interface Cards {
  default?: CardScope
  skeleton?: Record<string, never>
}

// As many as the widest row shows at once, the sixth in part.
const SKELETONS: readonly undefined[] = Array(6).fill(undefined)

const PROPS = {
  /** Id of a placement of the config, or a placement of its own. */
  placement: { type: [String, Object] as PropType<string | Placement>, required: true },
  /** Shown while the slot has no heading of its own. */
  heading: String,
  /** Draws the add-to-cart buttons of the default card. */
  cart: { type: Boolean, default: true },
} as const

const Row = defineComponent({
  props: PROPS,
  slots: Object as SlotsType<Cards>,
  setup(props, { slots }) {
    const { labels, locale } = useEndcap()
    const { slot, snapshot, nth } = useSlot(props.placement)
    const { placement } = slot
    const [host, ends, status] = [ref<HTMLElement>(), ref({ atStart: true, atEnd: false }), ref('')]
    // An answer that is known before anything was drawn takes no place.
    const isOut = /^[eh]/.test(snapshot.value.state)
    let life: RowLife | undefined

    onMounted(() => {
      life = startRow(host.value as HTMLElement, slot, (now) => {
        ends.value = now
      })
    })
    watch(snapshot, () => keepFocus(host.value))
    watch(snapshot, () => life?.update(), { flush: 'post' })
    onBeforeUnmount(() => life?.stop())

    const select = (item: SlotItem) => {
      slot.selected(item)
      emit(host.value as Element, 'click', { placement, requestId: snapshot.value.requestId, id: item.product.id })
    }
    const add = (item: SlotItem, quantity = 1) =>
      offerToCart(
        (host.value as Element).querySelectorAll('.endcap-card')[item.index] as Element,
        { id: item.product.id, quantity, placement },
        (isTaken) => {
          if (isTaken) slot.added(item, quantity)
          status.value = `${isTaken ? labels.added : labels.failed}: ${item.product.title}`
        },
      )
    const arrow = (name: 'previous' | 'next', sign: string, direction: 1 | -1, isEnd: boolean) =>
      h(
        'button',
        {
          type: 'button',
          class: `endcap-${name}`,
          'aria-label': labels[name],
          'aria-disabled': isEnd,
          onClick: () => isEnd || turnPage((host.value as Element).querySelector('ul') as HTMLElement, direction),
        },
        sign,
      )
    const drawItem = (item: SlotItem | undefined, i: number) => {
      const onClick = ({ target }: Event) => {
        if (item && (target as Element).closest('a')) select(item)
      }
      return h('li', { class: `endcap-item${item ? '' : ' endcap-skeleton'}`, key: item?.product.id ?? i }, [
        h(
          'div',
          { class: 'endcap-card', 'data-endcap-item': item?.product.id, onClick, onAuxclick: onClick },
          (item
            ? slots.default?.({ item, select: () => select(item), add: (quantity) => add(item, quantity) })
            : slots.skeleton?.()) ?? drawCard(item, labels, locale, props.cart ? () => item && add(item) : undefined),
        ),
      ])
    }

    return () => {
      const { state, items } = snapshot.value
      const heading = snapshot.value.heading || props.heading
      const { atStart, atEnd } = ends.value
      const isReady = state === 'ready'
      const isLoading = state === 'loading'
      const id = `endcap-${placement}-${nth}`
      const label = heading ? { 'aria-labelledby': id } : { 'aria-label': labels.row }
      return h('div', { ref: host, class: `endcap${isOut ? ' endcap-out' : ''}` }, [
        h('span', { class: 'endcap-sentinel' }),
        h(
          'section',
          {
            class: `endcap-row${blank(!isReady && !isLoading)}`,
            hidden: isOut,
            'data-endcap-slot': placement,
            'data-endcap-state': state,
            'aria-busy': isLoading,
            ...label,
          },
          [
            h('h2', { class: 'endcap-heading', id, 'aria-hidden': !heading }, heading || SPACE),
            h('div', { class: `endcap-nav${blank(atStart && atEnd)}` }, [
              arrow('previous', '\u2039', -1, atStart),
              arrow('next', '\u203a', 1, atEnd),
            ]),
            h(
              'ul',
              // Safari drops the list role of an unstyled list; a scroll container must be reachable by keyboard.
              {
                class: 'endcap-track',
                ...(isReady ? { role: 'list', tabindex: 0, ...label } : { 'aria-hidden': true }),
              },
              (isReady ? items : SKELETONS).map(drawItem),
            ),
            h('p', { class: 'endcap-sr', role: 'status' }, status.value),
          ],
        ),
      ])
    }
  },
})

/** The class of what keeps its place and is not seen. */
const blank = (isBlank: boolean) => (isBlank ? ' endcap-blank' : '')

/**
 * A row of recommendations: skeletons while it waits, then cards, which the scoped slot draws or, without one, the card of
 * Endcap. It tells its slot what is drawn, seen, chosen and added. Markup, class names and `endcap:…` events are those of
 * `<endcap-row>`; the events bubble and can be listened to on the component: `@endcap:add-to-cart`.
 * Another `placement` starts it anew.
 */
export const EndcapSlot = defineComponent({
  name: 'EndcapSlot',
  props: PROPS,
  slots: Object as SlotsType<Cards>,
  setup:
    (props, { slots }) =>
    () =>
      h(Row, { ...props, key: JSON.stringify(props.placement) }, slots),
})
