import type { PathsResult } from '../../journeys/paths/analyse-paths.js'
import { EXIT, type Flow, OTHER } from '../../journeys/paths/flow.js'
import { renderFigure, renderTable } from '../chart/figure.js'
import { drawFunnel, funnelHeightPx } from '../chart/funnel.js'
import { drawSankey, SANKEY_HEIGHT_PX } from '../chart/sankey.js'
import { formatCount, formatCountOf, formatPercent, formatPeriod } from '../format.js'
import { FEWEST_PEOPLE, hiddenNote, shownGroups } from '../hidden-groups.js'
import { type Html, html } from '../html.js'

const WORDS: Readonly<Record<string, string>> = {
  visit: 'Visit',
  search: 'Search or list',
  product_view: 'Product',
  add_to_cart: 'Cart',
  checkout: 'Checkout',
  order: 'Order',
  after: 'Again, rating, share',
}
const ACTIONS: Readonly<Record<string, string>> = {
  visit: 'Look at the pages that people land on, and at the channels that bring those who leave at once.',
  search: 'Look at what is searched and found, and at how lists are sorted.',
  product_view:
    'Look at product pages: price, stock, pictures and what is told of delivery; test a row of similar products there.',
  add_to_cart: 'Look at the cart: costs that only show there, and what it takes to go on; test a reminder of the cart.',
  checkout: 'Look at the checkout: its fields, the ways to pay and to deliver.',
}
const PATHS_SHOWN = 10

/** How people come to an order. */
export function renderPaths(result: PathsResult): Html {
  const { basis, n, sessions, funnel, dropOff, segments, flow, purchasePaths, timeToOrder } = result
  const foot = `${formatPeriod(basis.period ?? undefined)} · ${formatCountOf(n, 'person').replace('persons', 'people')} · ${formatCountOf(sessions, 'session')}`
  const order = funnel.find(({ step }) => step === 'order')?.fromStart
  const finding = dropOff
    ? `Most are lost after ${(WORDS[dropOff.step] ?? dropOff.step).toLowerCase()}: ${formatPercent(dropOff.share)} of those who come there.`
    : 'Nobody is lost before an order.'
  const steps = shownGroups(funnel, ({ reached }) => reached)
  const parts = shownGroups(segments, (segment) => segment.sessions)
  const ways = shownGroups(purchasePaths, (path) => path.sessions)
  const shownFlow = visible(flow)
  return html`<section aria-labelledby="paths">
<h2 id="paths">Paths to an order</h2>
<p class="basis">${basis.period ? foot : foot.replace('no events yet · ', '')}</p>
<p><strong>${finding}</strong> ${formatPercent(order?.rate)} ordered (95 %: ${formatPercent(order?.low)} to ${formatPercent(order?.high)}).</p>
${renderFigure({
  id: 'chart-funnel',
  title: 'Funnel',
  description: `${finding} Each bar is the share of all people who came to the step or a later one; beside it their number, and their share of those at the step before.`,
  basis: formatCountOf(n, 'person').replace('persons', 'people'),
  heightPx: funnelHeightPx(steps.shown.length),
  drawing: drawFunnel(
    steps.shown.map(({ step, reached, fromPrevious, fromStart }) => ({
      label: WORDS[step] ?? step,
      share: fromStart.rate ?? 0,
      text: `${formatCount(reached)} · ${formatPercent(fromPrevious.rate)}`,
    })),
  ),
  table: {
    columns: ['Step', 'Stage', 'Took it', 'It or later', 'Of the step before', '95 %', 'Of all'],
    rows: steps.shown.map(({ step, stage, took, reached, fromPrevious, fromStart }) => [
      WORDS[step] ?? step,
      stage,
      formatCount(took),
      formatCount(reached),
      formatPercent(fromPrevious.rate),
      `${formatPercent(fromPrevious.low)} to ${formatPercent(fromPrevious.high)}`,
      formatPercent(fromStart.rate),
    ]),
  },
})}
${
  shownFlow.links.length > 0 &&
  renderFigure({
    id: 'chart-flow',
    title: 'Steps of a session',
    description: `The first steps of sessions, column by column; rare steps are together in ${OTHER}, and ${EXIT} is the end of a session.`,
    basis: formatCountOf(sessions, 'session'),
    heightPx: SANKEY_HEIGHT_PX,
    drawing: drawSankey(shownFlow),
    table: {
      columns: ['From', 'Step', 'To', 'Sessions'],
      rows: shownFlow.links.map(({ depth, from, to, n: count }) => [from, String(depth + 1), to, formatCount(count)]),
    },
  })
}
${renderTable(
  {
    columns: ['Sessions that end in an order', 'Sessions', 'Share', '95 %'],
    rows: parts.shown.map(({ value, sessions: count, steps: rows }) => {
      const share = rows.find(({ step }) => step === 'order')?.fromStart
      return [
        value,
        formatCount(count),
        formatPercent(share?.rate),
        `${formatPercent(share?.low)} to ${formatPercent(share?.high)}`,
      ]
    }),
  },
  'Sessions that end in an order, by visitor and channel',
)}
${
  ways.shown.length > 0 &&
  renderTable(
    {
      columns: ['Way to an order', 'Sessions'],
      rows: ways.shown.slice(0, PATHS_SHOWN).map(({ path, sessions: count }) => [path, formatCount(count)]),
    },
    'Ways to an order',
  )
}
${
  timeToOrder.byDay.length > 0 &&
  renderTable(
    {
      columns: ['Ordered by day', 'Share of all people', '95 %'],
      rows: timeToOrder.byDay
        .filter(({ atRisk }) => atRisk >= FEWEST_PEOPLE)
        .map(({ day, share, low, high }) => [
          String(day),
          formatPercent(share),
          `${formatPercent(low)} to ${formatPercent(high)}`,
        ]),
    },
    'Time from the first visit to the first order',
  )
}
<p class="note">${[hiddenNote(steps.hidden + parts.hidden + ways.hidden), 'Who came past a step counts as having reached it. Time to an order is a Kaplan–Meier estimate: people who were watched for a short time are not taken for people who never buy.'].filter(Boolean).join(' ')}</p>
<p><strong>What to do:</strong> ${(dropOff && ACTIONS[dropOff.step]) ?? 'Bring back those who bought once.'}</p>
</section>`
}

/** Without flows of fewer than ten sessions. */
function visible({ nodes, links }: Flow): Pick<Flow, 'nodes' | 'links'> {
  return {
    nodes: nodes.filter((node) => node.n >= FEWEST_PEOPLE),
    links: links.filter(({ n }) => n >= FEWEST_PEOPLE),
  }
}
