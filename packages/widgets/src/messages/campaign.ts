import type { Client, Slot } from '@endcap/client'
import { hashToUnit } from '@endcap/core'
import type { MessageContext } from './kind.js'

/** The campaign of a slot's placement, the visitor's coupon of it, and events that name it. */
export function readCampaign(client: Client, slot: Slot): Pick<MessageContext, 'campaign' | 'coupon' | 'tell'> {
  const { placement, snapshot } = slot
  const campaign = () => client.config().campaigns?.find(({ id }) => id === snapshot().design?.campaign)
  return {
    campaign,
    coupon() {
      const { id = '', coupon } = campaign() ?? {}
      if (coupon && 'code' in coupon) return coupon.code
      const own = coupon && client.member().coupons?.[id]
      if (typeof own !== 'object') return own
      return own[Math.floor(hashToUnit(`coupon:${id}`, client.tracker.visitor() ?? '') * own.length)]
    },
    tell(type, fields) {
      const { id = placement, type: sort, coupon } = campaign() ?? {}
      slot.tell(type, {
        ...fields,
        offer: {
          campaign: id,
          ...(sort && { type: sort }),
          ...(snapshot().closed === 'holdout' && { holdout: true }),
          ...(coupon && { coupon: 'code' in coupon ? 'code' : 'shop' }),
        },
      })
    },
  }
}
