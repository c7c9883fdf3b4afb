import type { Client, ReorderAnswer } from '../client.js'

/**
 * What an event of the shop's own list says: products with their places in `order`, and the team that an interleaved experiment credits; and
 * the list itself.
 */
export function reorderedFields(
  { toItem }: Pick<Client, 'toItem'>,
  placement: string,
  { requestId, experiment, variant, teams }: ReorderAnswer,
  ids: readonly string[],
  order: readonly string[],
) {
  return {
    items: ids.map((id) => ({ ...toItem(id, order.indexOf(id)), ...(teams?.[id] && { team: teams[id] }) })),
    list: { placement, requestId, widget: 'reorder', ...(experiment && variant && { experiment, variant }) },
  }
}

/** An answer for a list in which some products stay where they are: no team has put them there. */
export const withoutTeams = (answer: ReorderAnswer, stay: ReadonlySet<string>): ReorderAnswer =>
  answer.teams
    ? { ...answer, teams: Object.fromEntries(Object.entries(answer.teams).filter(([id]) => !stay.has(id))) }
    : answer
