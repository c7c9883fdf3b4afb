import type { Dialect } from '../../query/dialect.js'

/** Raw rows of people in the period, with a session. What came twice is in them twice: only for questions to which that is the same. */
export const RAW_ROWS = 'raw_events WHERE session IS NOT NULL AND bot IS NULL AND ts >= $fromMs AND ts < $toMs'

/** Steps of a session, in the order in which those of one moment are taken to have come. */
const STEPS = ['home', 'category', 'search', 'page', 'product', 'add to cart', 'cart', 'checkout', 'order'] as const
type Step = (typeof STEPS)[number]

/** Steps are counted by number: their place in {@link STEPS}, from 1. 0: no step. */
const numberOf = (step: Step): number => STEPS.indexOf(step) + 1

/** The name of a step's number. */
export const stepName = (number: number): string => STEPS[number - 1] ?? ''

/** The number of the step that ends a way. */
export const ORDER_STEP = numberOf('order')

const STEP_OF_TYPE: Readonly<Record<string, Step>> = {
  purchase: 'order',
  add_to_cart: 'add to cart',
  view_item: 'product',
  search: 'search',
  begin_checkout: 'checkout',
  view_cart: 'cart',
}
const PAGE_KINDS = ['home', 'category', 'product', 'cart', 'search', 'checkout'] as const

const whens = (column: string, steps: readonly (readonly [value: string, step: Step])[]): string =>
  steps.map(([value, step]) => `WHEN ${column} = '${value}' THEN ${numberOf(step)}`).join(' ')

/** The number of a raw event's step, which is one of those with a step. */
const STEP_SQL = `CASE ${whens('type', Object.entries(STEP_OF_TYPE))}
  ${whens(
    'page_kind',
    PAGE_KINDS.map((kind) => [kind, kind]),
  )} ELSE ${numberOf('page')} END`

const STEP_TYPES = [...Object.keys(STEP_OF_TYPE), 'page_view'].map((type) => `'${type}'`).join(', ')

/** Of events at the same moment the page comes first, then what happened on it, then the order. */
const RANK_SQL = `CASE WHEN type = 'page_view' THEN 0 WHEN type = 'purchase' THEN 2 ELSE 1 END`

/**
 * The steps of each session as SQL that names the table `steps` (visit, depth from 0, step, following): the same step again is one
 * step, and so is an event that came twice; `following` is 0 at the end. `visit` is a number for a session, and so are steps
 * and the place of an event: to sort by texts takes several times as long.
 */
export function stepsSql(dialect: Dialect): string {
  const order = 'PARTITION BY visit ORDER BY place'
  const beside = (side: string) => `coalesce(min(step) OVER (${order} ROWS BETWEEN 1 ${side} AND 1 ${side}), 0)`
  return `told AS (SELECT ${dialect.key('session')} AS visit, ${STEP_SQL} AS step, ts * 64 + ${RANK_SQL} * 16 + ${STEP_SQL} AS place
      FROM ${RAW_ROWS} AND type IN (${STEP_TYPES})),
    turns AS (SELECT visit, place, step, ${beside('PRECEDING')} AS previous FROM told),
    steps AS (SELECT visit, step, row_number() OVER (${order}) - 1 AS depth, ${beside('FOLLOWING')} AS following
      FROM turns WHERE previous <> step)`
}
