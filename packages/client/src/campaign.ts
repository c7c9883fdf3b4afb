/** What a placement's campaign and kind of widget ask for beside the placement itself. */
import { type Campaign, type Frequency, hashToUnit, type Member, type ResolvedPlacement } from '@endcap/core'
import type { Closed } from './closed.js'

/** Share of the visitors who are shown nothing of a campaign that says no other. */
const HOLDOUT = 0.05
/** Of popups where the config says nothing: one a session of all of them, and half an hour after any message. No campaign has this name. */
const POPUPS: Frequency = { campaign: '*popups', caps: [{ max: 1, per: 'session' }], quietMinutes: 30 }

/** How often a placement is shown: by its own frequency and its campaign's, or that of popups. All must hold. */
export function frequenciesOf({ widget, frequency }: ResolvedPlacement, campaign: Campaign | undefined): Frequency[] {
  const said = [frequency, campaign?.frequency && { ...campaign.frequency, campaign: campaign.id }].filter(
    (each) => each !== undefined,
  )
  if (widget !== 'popup') return said
  return said[0] ? [...said, { campaign: POPUPS.campaign! }] : [POPUPS]
}

/** Whether the campaign is closed for everybody. One that the config does not know is not active. */
export function isOver(campaign: Campaign | undefined): Closed | undefined {
  const { active = true, budget } = campaign ?? { active: false }
  if (!active) return 'inactive'
  return budget && (budget.used ?? 0) >= budget.max ? 'budget' : undefined
}

/** Whether the campaign needs a coupon that the shop has not told for this visitor. */
export const lacksCoupon = ({ id, coupon }: Campaign, { coupons = {} }: Member): boolean =>
  !!coupon && 'from' in coupon && !coupons[id]?.length

/** Whether the visitor is one of those who are shown nothing of the campaign. Without an id nobody is. */
export const isHeldOut = ({ id, holdout = HOLDOUT }: Campaign, visitor: string | undefined): boolean =>
  visitor !== undefined && hashToUnit(`campaign:${id}`, visitor) < holdout
