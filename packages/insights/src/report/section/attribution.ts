import type { AttributionResult } from '../../journeys/attribution/analyse-attribution.js'
import { ATTRIBUTION_MODELS, type AttributionModel } from '../../journeys/attribution/attribution.js'
import { renderFigure } from '../chart/figure.js'
import { drawGroupedBars, groupedBarsHeightPx } from '../chart/grouped-bars.js'
import { formatAmount, formatCount, formatCountOf, formatPercent } from '../format.js'
import { hiddenNote, shownGroups } from '../hidden-groups.js'
import { type Html, html } from '../html.js'

const LABELS: Readonly<Record<AttributionModel, string>> = {
  first: 'First touch',
  last: 'Last touch',
  last_non_direct: 'Last non-direct',
  linear: 'Linear',
  position: 'Position',
  time_decay: 'Time decay',
  markov: 'Markov',
  shapley: 'Shapley',
}
/** Four views are told apart at a glance; the table has all. */
const DRAWN: readonly AttributionModel[] = ['first', 'last', 'markov', 'shapley']
const MOST_CHANNELS = 12

/** The orders shared out among channels, by model. */
export function renderAttribution(result: AttributionResult): Html {
  const { basis, n, totals, models, ranges, caution } = result
  const share = (model: AttributionModel, channel: string) =>
    (models[model].conversions[channel] ?? 0) / totals.conversions
  const { shown, hidden } = shownGroups(ranges, ({ high }) => high * totals.conversions)
  const [top] = shown
  const foot = `${formatCountOf(n, 'journey')} · ${formatCountOf(totals.conversions, 'order')} · ${formatAmount(totals.value, basis.currency)}`
  const finding = top
    ? `${top.channel} is credited with ${formatPercent(top.low)} (${LABELS[top.lowModel]}) to ${formatPercent(top.high)} (${LABELS[top.highModel]}) of the orders.`
    : 'No channel has enough orders to be shown.'
  const drawn = shown.slice(0, MOST_CHANNELS)
  const wide = shown.reduce<(typeof shown)[number] | undefined>(
    (found, row) => (found && found.high - found.low >= row.high - row.low ? found : row),
    undefined,
  )
  return html`<section aria-labelledby="attribution">
<h2 id="attribution">Attribution</h2>
<p class="basis">${foot}</p>
<p><strong>${finding}</strong> ${caution}</p>
${
  drawn.length > 0 &&
  renderFigure({
    id: 'chart-attribution',
    title: 'Share of orders by model',
    description: `${finding} Each channel has a bar for ${DRAWN.map((model) => LABELS[model].toLowerCase()).join(', ')}.`,
    basis: foot,
    heightPx: groupedBarsHeightPx(drawn.length, DRAWN.length),
    drawing: drawGroupedBars(
      drawn.map(({ channel }) => ({
        label: channel,
        values: DRAWN.map((model) => ({ value: share(model, channel), text: formatPercent(share(model, channel)) })),
      })),
      DRAWN.map((model) => LABELS[model]),
    ),
    table: {
      columns: ['Channel', ...ATTRIBUTION_MODELS.map((model) => LABELS[model]), 'Markov ±', 'Markov removal'],
      rows: shown.map(({ channel }) => {
        const se = models.markov.se?.[channel]
        return [
          channel,
          ...ATTRIBUTION_MODELS.map((model) => formatCount(models[model].conversions[channel] ?? 0)),
          se === undefined ? '–' : formatCount(1.96 * se),
          formatPercent(models.markov.removal_effect[channel]),
        ]
      }),
    },
  })
}
<p class="note">${[hiddenNote(hidden), 'Markov: by which share orders fall when everybody who comes to the channel leaves instead. Shapley: the orders of a journey in equal parts to its distinct channels.'].filter(Boolean).join(' ')}</p>
<p><strong>What to do:</strong> ${wide ? `Hold some people out of ${wide.channel}: the models differ most on it (${formatPercent(wide.low)} to ${formatPercent(wide.high)}), and only that tells what it adds.` : 'Wait for more orders.'}</p>
</section>`
}
