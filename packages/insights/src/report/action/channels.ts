import type { ChannelsResult } from '../../journeys/channels/analyse-channels.js'
import { formatAbout, formatCount, formatCountOf, formatDifference, formatPercent } from '../format.js'
import { ACTION_LEVEL, type Action, type ActionContext, type ActionFinder, LEAST_COUNT, moneySize } from './action.js'

/** What a holdout showed of a campaign, and the channel that journeys with an order met more. */
export const findChannels: ActionFinder<'channels'> = (result, context) => [
  ...heldOut(result, context),
  ...helpful(result),
]

function heldOut({ campaigns }: ChannelsResult, { currency, orderValue, fourWeeks }: ActionContext): Action[] {
  const worth = (effect: NonNullable<(typeof campaigns)[number]['holdout']>) =>
    Math.abs(effect.buyers.difference) * orderValue * (effect.buyers.difference > 0 ? effect.heldOut : effect.people)
  const [best] = campaigns
    .flatMap(({ campaign, holdout }) =>
      holdout && holdout.pAdjusted <= ACTION_LEVEL ? [{ campaign, effect: holdout, worth: worth(holdout) }] : [],
    )
    .sort((a, b) => b.worth - a.worth)
  if (!best) return []
  const { campaign, effect } = best
  const { shown, heldOut, difference } = effect.buyers
  const words = `${formatPercent(shown)} of those who saw campaign ${campaign} ordered, ${formatPercent(heldOut)} of those held out`
  return [
    {
      text:
        difference > 0
          ? `${words}: show it to the ${formatCount(effect.heldOut)} held out, too, or keep a smaller part of them out.`
          : `${words}: end it.`,
      ...moneySize(fourWeeks(best.worth), currency),
      confidence: 'sure',
      section: 'channels',
      how:
        difference > 0
          ? `"holdout": 0.02 in the campaign ${campaign} of config.json`
          : `"status": "paused" in the campaign ${campaign} of config.json`,
    },
  ]
}

function helpful({ channels, baseline }: ChannelsResult): Action[] {
  const [best] = channels
    .flatMap(({ channel, journey }) =>
      journey && journey.pAdjusted <= ACTION_LEVEL && journey.low > 0 && journey.journeys >= LEAST_COUNT
        ? [{ channel, journey, orders: journey.adds * journey.journeys }]
        : [],
    )
    .sort((a, b) => b.orders - a.orders)
  if (!best) return []
  const { channel, journey, orders } = best
  return [
    {
      text: `Visits in which people meet ${channel} end with an order more often than through ${baseline ?? 'other channels'}, all else that is known alike (${formatDifference({ unit: 'share' }, journey.adds, '')}, in ${formatCountOf(journey.journeys, 'journey')}): bring more people by it, and hold some out to see whether it is the cause.`,
      size: orders,
      unit: 'orders',
      confidence: 'unsure',
      section: 'channels',
      how: 'endcap insight channels --data ./data',
    },
  ]
}

/** A channel that costs more than any way of sharing out the orders gives it. */
export const findCostly: ActionFinder<'attribution'> = ({ models, ranges }, context) => {
  const { currency, fourWeeks } = context
  const costs = context.result('channels')?.channels ?? []
  const [worst] = costs
    .flatMap(({ channel, cost = 0 }) => {
      const range = ranges.find((each) => each.channel === channel)
      const credit = Math.max(0, ...Object.values(models).map(({ value }) => value[channel] ?? 0))
      return range && cost > credit ? [{ channel, cost, credit }] : []
    })
    .sort((a, b) => b.cost - b.credit - (a.cost - a.credit))
  if (!worst) return []
  const { channel, cost, credit } = worst
  return [
    {
      text: `${channel} cost ${formatAbout(cost, currency)}, and no way of sharing out the orders gives it more than ${formatAbout(credit, currency)} of revenue: spend less on it.`,
      ...moneySize(fourWeeks(cost - credit), currency),
      confidence: 'likely',
      section: 'attribution',
      how: 'endcap insight budget --data ./data',
    },
  ]
}
