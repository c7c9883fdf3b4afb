/** What to do about a segment, by kind and name. A shop may say otherwise. */
export const TREATMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  behaviour: {
    new: 'Welcome; recommend what goes with the first order',
    active: 'Recommend what is new in their categories; no discount is needed',
    dormant: 'Remind of what they looked at; an offer that ends soon',
    lapsed: 'One offer to come back, then few messages',
    potential: 'Show what they looked at, with free shipping for a first order',
    visitor: 'Popular products',
  },
  habit: {
    loyal: 'Their brand or category first; a reward instead of a discount',
    variety: 'New categories and new products first',
    impulse: 'Few steps to buy, limited offers, products of a small price',
    considered: 'Comparisons, reviews and guides; keep what they looked at',
    mixed: 'Recommend by what they looked at last',
  },
  tier: {
    top: 'Early access and personal service; never a general discount',
    high: 'A way to the top: what is missing to the next reward',
    middle: 'Recommend one more product an order',
    low: 'Popular products, low cost of contact',
  },
  stage: {
    acquired: 'Make the second order easy',
    kept: 'Recommend in time for the next order',
    'at-risk': 'Remind before it is too late; ask what was missing',
    lost: 'One last message, then none',
  },
}

/** How many messages outside the shop somebody may get in so many days. */
export interface Allowance {
  readonly max: number
  readonly days: number
}

/** By behaviour: whoever is more active is told more often. */
export const ALLOWANCES: Readonly<Record<string, Allowance>> = {
  new: { max: 3, days: 14 },
  active: { max: 2, days: 7 },
  dormant: { max: 2, days: 28 },
  lapsed: { max: 1, days: 28 },
  potential: { max: 2, days: 14 },
  visitor: { max: 1, days: 28 },
}
