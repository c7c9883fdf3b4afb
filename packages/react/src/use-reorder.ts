import type { ReorderAnswer } from '@endcap/client'
import { findFixed, permute, reorderedFields, watchInput, watchSight, withoutTeams } from '@endcap/client/view'
import type { EventType } from '@endcap/core'
import { observeImpressions } from '@endcap/tracker'
import { type RefCallback, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Context } from './context.js'

/** The page's own list in the visitor's order. */
export interface Reordered {
  readonly ids: readonly string[]
  /** Ref of the element whose children are the cards, in the order of `ids`. */
  readonly list: RefCallback<Element>
  /** The shopper chose a card: logs `select_item`. */
  select(id: string): void
}

const never = () => () => {}

/**
 * Brings the page's own list into the visitor's order: in the drawing that brings these ids, when there is an order by then; else
 * once there is one, all of it off screen or within 500 ms of the shopper's input, and in sight only the cards below the window
 * among themselves. A list that is wholly in sight, and on the server and while it hydrates, stays as it is until it was out of
 * sight. Logs `widget_render` and `view_item_list` with the placement. `ids` that hold other products start anew; in another order they do not.
 */
export function useReorder(placement: string, ids: readonly string[]): Reordered {
  const { client } = useContext(Context)
  const isServed = useSyncExternalStore(
    never,
    () => false,
    () => true,
  )
  const key = [...ids].sort().join('\n')
  const [list, setList] = useState<Element | null>(null)
  const [order, setOrder] = useState<{ key?: string; answer?: ReorderAnswer | undefined }>({})
  const toldId = useRef('')
  if (order.key !== key) setOrder({ key, answer: isServed ? undefined : client?.reorder(placement, ids) })
  const answer = order.key === key ? order.answer : undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: ids are their key
  useEffect(() => {
    if (!list || !client || answer) return
    let isOver = false
    const act = () => {
      const cards = [...list.children]
      const fixed = findFixed(list, cards)
      if (isOver || (cards[0] && fixed.length === cards.length)) return
      const found = client.reorder(placement, ids)
      const stay = new Set(fixed.map((card) => ids[cards.indexOf(card)] as string))
      setOrder({ key, answer: found && { ...withoutTeams(found, stay), ids: permute(ids, found.ids, stay) } })
    }
    watchInput()
    client.ready.then(act)
    const stop = watchSight(list, act)
    return () => {
      isOver = true
      stop()
    }
  }, [list, client, answer, key])

  const log = (type: EventType, shown: readonly string[]) => {
    if (!client || !answer) return
    client.track(type, reorderedFields(client, placement, answer, shown, answer.ids))
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is all that is logged
  useEffect(() => {
    if (!list || !client || !answer) return
    if (toldId.current !== answer.requestId) log('widget_render', answer.ids)
    toldId.current = answer.requestId
    const cards = [...list.children]
    return observeImpressions(cards, (seen) => {
      client.slot(placement).exposed()
      log(
        'view_item_list',
        answer.ids.filter((_, i) => seen.includes(cards[i] as Element)),
      )
    }).stop
  }, [list, client, answer])

  return { ids: answer?.ids ?? ids, list: setList, select: (id) => log('select_item', [id]) }
}
