import type { BudgetChannel, BudgetResult } from '../../journeys/budget/analyse-budget.js'
import type { Expected } from '../../journeys/budget/propose.js'
import { renderFigure } from '../chart/figure.js'
import { drawGroupedBars, groupedBarsHeightPx } from '../chart/grouped-bars.js'
import { formatAmount, formatCountOf, formatLift } from '../format.js'
import { type Html, html } from '../html.js'

const EVIDENCE = {
  fitted: 'weekly sales',
  attributed: 'credited orders, assumed answer',
  nothing: 'no order known',
} as const
/** A smaller move is none. */
const LEAST_MOVE = 0.005

/** How to split what is spent on channels. */
export function renderBudget({ basis, n, channels, total, withoutHoldout, settings, caution }: BudgetResult): Html {
  const money = (value: number) => formatAmount(value, basis.currency)
  const range = ({ low, high }: Expected) => `${money(low)} to ${money(high)}`
  const moved = channels.filter((channel) => Math.abs(changeOf(channel)) > LEAST_MOVE)
  const finding =
    moved.length === 0
      ? 'No move of the budget is expected to bring more.'
      : `Moving ${moved.map((channel) => `${channel.channel} by ${formatLift(changeOf(channel))}`).join(', ')} is expected to change revenue by ${money(total.revenueChange.mean)} a week (95 %: ${range(total.revenueChange)})${total.isSure ? '.' : ': not sure.'}`
  const foot = `${formatCountOf(n, 'week')} of costs and sales`
  return html`<section aria-labelledby="budget">
<h2 id="budget">Budget</h2>
<p class="basis">${foot}</p>
<p><strong>${finding}</strong> ${caution}</p>
${renderFigure({
  id: 'chart-budget',
  title: 'Spend a week, now and proposed',
  description: finding,
  basis: foot,
  heightPx: groupedBarsHeightPx(channels.length, 2),
  drawing: drawGroupedBars(
    channels.map(({ channel, current, proposed }) => ({
      label: channel,
      values: [current, proposed].map((value) => ({ value, text: money(value) })),
    })),
    ['Now', 'Proposed'],
  ),
  table: {
    columns: ['Channel', 'Now', 'Proposed', 'Change', 'ROAS', 'Next unit brings', '95 %', 'Known by', 'Holdout'],
    rows: channels.map((channel) => [
      channel.channel,
      money(channel.current),
      money(channel.proposed),
      formatLift(changeOf(channel)),
      channel.roas === undefined ? '–' : channel.roas.toFixed(2),
      channel.marginal.mean.toFixed(2),
      `${channel.marginal.low.toFixed(2)} to ${channel.marginal.high.toFixed(2)}`,
      EVIDENCE[channel.evidence],
      channel.holdout?.campaign ?? 'none',
    ]),
  },
})}
<p class="note">ROAS is revenue ÷ cost${total.roi ? `; ROI, (revenue × margin − cost) ÷ cost, of the proposal is expected at ${formatLift(total.roi.mean)} (95 %: ${formatLift(total.roi.low)} to ${formatLift(total.roi.high)})` : ''}. No channel moves by more than ${formatLift(settings.maxChange).slice(1)}.</p>
<p><strong>What to do:</strong> ${moved.length === 0 ? 'Leave the split, and let the costs of some weeks differ, so that sales can tell how they answer.' : 'Move in small steps and look again after some weeks.'}${withoutHoldout.length > 0 ? ' Hold some people out of the largest channel.' : ''}</p>
</section>`
}

function changeOf({ current, proposed }: BudgetChannel): number {
  return current > 0 ? proposed / current - 1 : 0
}
