/**
 * A synthetic shop day by day, from what its people do, without the events of it: hundreds of shops in a minute. Visits and orders are those
 * of the shop; whether a visit without an order adds to the cart, and what an order is worth, is drawn here.
 */
const CARTED = 0.12
const SHOP = ['sessions', 'ordered', 'carted', 'revenue']

/** The series that are watched: five of the shop, and the conversion of each channel. */
export function peopleSeries({ truth }, days, random) {
  const none = () => Object.fromEntries(SHOP.map((name) => [name, new Array(days).fill(0)]))
  const all = none()
  const channels = truth.channels.map(none)
  for (const { journeys } of truth.people()) {
    for (const { visits, isOrder } of journeys) {
      visits.forEach(({ at, channel }, n) => {
        const day = Math.floor(at)
        if (day < 0 || day >= days) return
        const isOrdered = isOrder && n === visits.length - 1
        const value = isOrdered ? 40 * Math.exp(0.8 * (random() + random() + random() + random() - 2)) : 0
        const isCarted = isOrdered || random() < CARTED
        for (const own of [all, channels[channel]]) {
          own.sessions[day] += 1
          own.ordered[day] += Number(isOrdered)
          own.carted[day] += Number(isCarted)
          own.revenue[day] += value
        }
      })
    }
  }
  return [
    { measure: 'sessions', values: all.sessions },
    { measure: 'conversion', values: all.ordered, of: all.sessions },
    { measure: 'cart_rate', values: all.carted, of: all.sessions },
    { measure: 'orders', values: all.ordered },
    { measure: 'revenue', values: all.revenue },
    ...channels.map(({ ordered, sessions }, at) => ({
      measure: 'conversion',
      values: ordered,
      of: sessions,
      part: { by: 'channel', name: truth.channels[at].group },
    })),
  ]
}
