import type { Client } from '@endcap/client'
import { emit } from '@endcap/client/view'
import type { Campaign, CampaignType } from '@endcap/core'

/** What an `endcap:coupon` event says: a visitor could be shown a message whose coupon comes from the shop. */
export interface CouponDetail {
  readonly campaign: string
  readonly type: CampaignType
  readonly placement: string
  /** Gives the visitor's code, at once or later. Without an answer, or with none, the message is not shown. */
  respondWith(code: string | undefined | Promise<string | undefined>): void
}

/** Answers of this page, by campaign: each is asked for once, by whichever element comes first. */
const answers = new WeakMap<Client, Map<string, Promise<string | undefined>>>()

/**
 * Asks the shop for the visitor's coupon by `endcap:coupon` on the element, and gives it to the client as what the shop tells of its
 * member. Whoever is held out is asked for as well: both arms are those whom the shop has a coupon for. Rejects as the shop's promise does.
 */
export async function askCoupon(host: Element, client: Client, placement: string, campaign: Campaign): Promise<void> {
  const { id, type } = campaign
  const known = answers.get(client) ?? new Map<string, Promise<string | undefined>>()
  answers.set(client, known)
  if (!known.has(id)) {
    const detail: CouponDetail = {
      campaign: id,
      type,
      placement,
      respondWith: (code) => known.set(id, Promise.resolve(code)),
    }
    emit(host, 'coupon', detail)
  }
  const code = await known.get(id)
  if (typeof code !== 'string' || !code) return
  const member = client.member()
  client.setMember({ ...member, coupons: { ...member.coupons, [id]: code } })
}
