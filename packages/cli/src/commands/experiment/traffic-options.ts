/** What plan and simulation ask alike. */
export const LIFT = {
  name: 'lift',
  type: 'number',
  value: 'RATIO',
  range: [-0.99, 10],
  isFraction: true,
  required: true,
  description: 'The least effect that is worth finding, against control: 0.1 is 10 % more',
} as const

export const ALPHA = {
  name: 'alpha',
  type: 'number',
  value: 'RATIO',
  default: 0.05,
  range: [0.0001, 0.5],
  isFraction: true,
  description: 'Chance of a false alarm, over all arms together',
} as const
