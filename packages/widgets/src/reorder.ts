import type { Client, ReorderAnswer } from '@endcap/client'
import { findFixed, permute, reorderedFields, watchInput, withoutTeams } from '@endcap/client/view'
import type { EventType } from '@endcap/core'
import type { observeImpressions } from '@endcap/tracker'
import { arrange } from './arrange.js'

const ITEM = 'data-endcap-item'

interface Card {
  readonly id: string
  /** The child of the list that is, or holds, the element with the item's id. */
  readonly node: Element
}

/** What the script has already, and the chunk does not bring a second time. */
export interface ReorderParts {
  readonly observeImpressions: typeof observeImpressions
}

/** Does what `reorderList` says. A file of its own, since the script loads it where the config asks for it. */
export function reorder(
  client: Client,
  placement: string,
  list: Element,
  { observeImpressions }: ReorderParts,
): () => void {
  let answer: ReorderAnswer | undefined
  let known = ''
  watchInput()
  list.setAttribute('data-endcap-slot', placement)

  const log = (type: EventType, cards: readonly Card[]) => {
    if (!answer) return
    const [ids, shown] = [cards, readCards(list)].map((some) => some.map(({ id }) => id))
    client.track(type, reorderedFields(client, placement, answer, ids!, shown!))
  }
  let stopCards = () => {}

  const act = () => {
    const cards = readCards(list)
    const ids = cards.map(({ id }) => id)
    const set = [...ids].sort().join('\n')
    if (ids.length === 0 || set === known) return
    answer = client.reorder(placement, ids)
    if (!answer) return
    known = set
    const nodes = new Map(cards.map(({ id, node }) => [id, node]))
    const fixed = new Set(findFixed(list, [...nodes.values()]))
    const stay = new Set(ids.filter((id) => fixed.has(nodes.get(id) as Element)))
    const order = permute(ids, answer.ids, stay)
    answer = withoutTeams(answer, stay)
    const places = new Set<Element>(nodes.values())
    let next = 0
    arrange(
      list,
      [...list.children].map((child) => (places.has(child) ? (nodes.get(order[next++] as string) as Element) : child)),
    )
    const shown = readCards(list)
    log('widget_render', shown)
    stopCards()
    stopCards = observeImpressions(
      shown.map(({ node }) => node),
      (seen) => {
        client.slot(placement).exposed()
        log(
          'view_item_list',
          shown.filter(({ node }) => seen.includes(node)),
        )
      },
    ).stop
  }

  const onClick = (event: Event) => {
    const link = event.target instanceof Element && event.target.closest('a[href]')
    const card = link && readCards(list).find(({ node }) => node.contains(link))
    if (card) log('select_item', [card])
  }
  const observer = new MutationObserver(act)
  observer.observe(list, { childList: true })
  list.addEventListener('click', onClick)
  act()
  client.ready.then(act)

  return () => {
    observer.disconnect()
    list.removeEventListener('click', onClick)
    list.removeAttribute('data-endcap-slot')
    stopCards()
  }
}

/** The list's cards as they stand. Of two cards with one id the first counts. */
function readCards(list: Element): Card[] {
  const seen = new Set<string>()
  return [...list.children].flatMap((node) => {
    const id = (node.hasAttribute(ITEM) ? node : node.querySelector(`[${ITEM}]`))?.getAttribute(ITEM)
    return id && !seen.has(id) && seen.add(id) ? { id, node } : []
  })
}
