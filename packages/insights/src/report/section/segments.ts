import type { SegmentGroup, SegmentKind } from '../../customers/segment-groups.js'
import type { CustomerSegments } from '../../customers/segments.js'
import { barsHeightPx, drawBars } from '../chart/bars.js'
import { renderFigure } from '../chart/figure.js'
import { formatCount, formatCountOf, formatDay, formatPercent } from '../format.js'
import { type Html, html } from '../html.js'
import { HIDDEN_BELOW, hiddenNote } from './hidden.js'

const DAY_MS = 86_400_000
const TITLES: Readonly<Record<Exclude<SegmentKind, 'rfm'>, string>> = {
  behaviour: 'By behaviour',
  habit: 'By how they buy',
  tier: 'By value',
  stage: 'By stage of life as a customer',
  cluster: 'By clusters of how they buy',
}

/** Who the customers are: where the value is, each way to divide them, and what to do about each. RFM has a section of its own. */
export function renderSegments(result: CustomerSegments): Html {
  const { groups, rhythm, clusters } = result
  const find = (by: SegmentKind, segment: string) =>
    groups.find((group) => group.by === by && group.segment === segment && group.people >= HIDDEN_BELOW)
  const top = find('tier', 'top')
  const atRisk = find('stage', 'at-risk')
  const kinds = (Object.keys(TITLES) as (keyof typeof TITLES)[]).filter((by) => groups.some((group) => group.by === by))
  return html`<section aria-labelledby="segments"><h2 id="segments">Who the customers are</h2>
<p>${top && `The most valuable ${formatPercent(top.share)} of customers brought ${formatPercent(top.revenueShare)} of the revenue. `}${atRisk && `${formatCountOf(atRisk.people, 'customer')} are overdue by their own rhythm; they brought ${formatPercent(atRisk.revenueShare)}.`}</p>
<p class="note">Active: ordered within ${formatCount(rhythm.activeDays)} days; lapsed: not for ${formatCount(rhythm.lapsedDays)} days. ${clusters.isStructured ? `Customers fall into ${clusters.k} clusters, more clearly than a single crowd would by chance.` : 'How customers buy shows no clusters beyond chance.'}</p>
${kinds.map((by) => renderKind(by, result))}
</section>`
}

function renderKind(by: keyof typeof TITLES, { groups, day }: CustomerSegments): Html {
  const all = groups.filter((group) => group.by === by)
  const shown = all.filter(({ people }) => people >= HIDDEN_BELOW)
  const n = all.reduce((sum, { people }) => sum + people, 0)
  const treated = shown.filter(({ treatment }) => treatment !== undefined)
  return html`${renderFigure({
    id: `chart-segments-${by}`,
    title: TITLES[by],
    description: shown.map(({ segment, people }) => `${segment} ${formatCount(people)}`).join('; '),
    basis: `as of ${formatDay(day * DAY_MS)} · ${formatCount(n)} people`,
    heightPx: barsHeightPx(shown.length),
    drawing: drawBars(
      shown.map(({ segment, people, share, revenueShare }) => ({
        label: segment,
        value: people,
        text: `${formatCount(people)} (${formatPercent(share)}), ${formatPercent(revenueShare)} of revenue`,
      })),
    ),
    table: {
      columns: ['Segment', 'People', 'Of revenue', 'Median orders', 'Most category', 'Most channel', 'Best hour'],
      rows: shown.map(rowOf),
    },
  })}
${hiddenNote(all.map(({ people }) => people))}
${treated.length > 0 && html`<ul>${treated.map(({ segment, treatment }) => html`<li><strong>${segment}</strong>: ${treatment}</li>`)}</ul>`}`
}

function rowOf({ segment, people, revenueShare, profile }: SegmentGroup): string[] {
  const { medianOrders, categories, channels, hours } = profile
  return [
    segment,
    formatCount(people),
    formatPercent(revenueShare),
    medianOrders === null ? '–' : formatCount(medianOrders),
    categories[0]?.name ?? '–',
    channels[0]?.name ?? '–',
    hours[0] ? `${hours[0].name}:00` : '–',
  ]
}
