/** The words of an explanation; `{name}` stands for a value. Another language is another table of the same keys. */
export interface ExplainWords {
  readonly boughtTogether: string
  readonly viewedAfter: string
  readonly alike: string
  readonly newest: string
  readonly fits: string
  readonly searched: string
  readonly popular: string
  readonly seen: string
  readonly bought: string
  readonly taste: string
  readonly due: string
  readonly justBought: string
  readonly learned: string
  readonly fatigue: string
  readonly variety: string
  readonly rotation: string
  readonly drawn: string
  readonly category: string
  readonly brand: string
  readonly price: string
}

/** English. */
export const ENGLISH: ExplainWords = {
  boughtTogether: 'Often bought together with {seed}',
  viewedAfter: 'Often viewed after {seed}',
  alike: 'Like {seed} in category, brand, price or words',
  newest: 'New in the shop',
  fits: 'Fits what this visitor likes',
  searched: 'Matches the search',
  popular: 'In demand now',
  seen: 'Viewed before by this visitor',
  bought: 'Bought before by this visitor',
  taste: 'raised {percent} for interest in {keys}',
  due: 'due again: bought {days} days ago, usual after {interval}',
  justBought: 'lowered to {percent}, since it was bought {days} days ago',
  learned: 'moved from place {from} to {to} by the learned weights',
  fatigue: 'lowered to {percent}, since it was seen without a click ({shown} ×)',
  variety: 'moved from place {from} to {to} for variety',
  rotation: 'shares places {from} to {to} with products as good, by the day’s lot',
  drawn: 'in an order by lot, so that other orders can be judged',
  category: '{name}',
  brand: '{name}',
  price: 'prices from {name}',
}
