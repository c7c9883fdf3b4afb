import type { ReorderAnswer } from '@endcap/client'
import { findFixed, permute, reorderedFields, watchInput, withoutTeams } from '@endcap/client/view'
import type { EventType } from '@endcap/core'
import { observeImpressions } from '@endcap/tracker'
import { getCurrentInstance, type MaybeRefOrGetter, onMounted, type ShallowRef, shallowRef, toValue, watch } from 'vue'
import { useEndcap } from './endcap.js'
import { keepFocus } from './keep-focus.js'
import { useElement } from './use-element.js'

/** A list of the shop in the visitor's order. */
export interface Reordered {
  /** The ids in the order to draw. Key each card by its id. */
  readonly order: Readonly<ShallowRef<readonly string[]>>
  /** For `ref="list"` on the element that holds the cards, each with `data-endcap-item`. */
  readonly list: ShallowRef<HTMLElement | null>
}

/**
 * Brings the shop's own list into the visitor's order: `ids` are those of its products, in the shop's order. Everything may
 * change place before the list is first drawn by this page, while it is off screen, or within 500 ms of the shopper's input;
 * else only cards below the viewport change places among themselves. Another order of the same ids is the shopper's own sorting,
 * and stays. A server and the hydrated page begin with the shop's order. Logs `widget_render`, `view_item_list` and `select_item`.
 */
export function useReorder(placement: string, ids: MaybeRefOrGetter<readonly string[]>): Reordered {
  const { client } = useEndcap()
  const order = shallowRef(toValue(ids))
  const list = shallowRef<HTMLElement | null>(null)
  // What is hydrated stands on the screen already.
  let isDrawn = !!getCurrentInstance()?.vnode.el
  /** The shop's order when it was looked at last, and its products in whatever order when they were ordered last. */
  let shops = ''
  let known = ''
  let answer: ReorderAnswer | undefined

  const cards = () => [...(list.value as HTMLElement).querySelectorAll<HTMLElement>('[data-endcap-item]')]
  const idOf = (card: HTMLElement) => card.dataset['endcapItem'] as string
  /** The cards that must stay. */
  const stuck = () => (isDrawn && list.value ? findFixed(list.value, cards()) : [])
  const act = () => {
    const given = toValue(ids)
    const before = shops
    const set = [...given].sort().join('\n')
    shops = given.join('\n')
    if (set === known) {
      if (shops !== before) order.value = given
      return
    }
    answer = given[0] ? client.reorder(placement, given) : undefined
    known = answer ? set : ''
    const added = new Set(given)
    const current = [...order.value.filter((id) => added.delete(id)), ...added]
    const stay = new Set(stuck().map(idOf))
    order.value = answer ? permute(current, answer.ids, stay) : given
    answer &&= withoutTeams(answer, stay)
    keepFocus(list.value)
  }
  const log = (type: EventType, some: readonly HTMLElement[]) => {
    if (!answer) return
    client.track(type, reorderedFields(client, placement, answer, some.map(idOf), order.value))
  }
  useElement(list, order, (element) => {
    let told: unknown
    let stopCards = () => {}
    element.setAttribute('data-endcap-slot', placement)
    const onClick = ({ target }: Event) => {
      const card =
        (target as Element).closest('a[href]') && (target as Element).closest<HTMLElement>('[data-endcap-item]')
      if (card) log('select_item', [card])
    }
    element.addEventListener('click', onClick)
    return {
      update() {
        if (answer === told) return
        told = answer
        const shown = cards()
        log('widget_render', shown)
        stopCards()
        stopCards = observeImpressions(shown, (seen) => {
          client.slot(placement).exposed()
          log('view_item_list', seen as HTMLElement[])
        }).stop
      },
      stops: [() => stopCards(), () => element.removeEventListener('click', onClick)],
    }
  })
  onMounted(() => {
    watchInput()
    act()
    isDrawn = true
    client.ready.then(act)
  })
  watch(() => toValue(ids), act)
  return { order, list }
}
