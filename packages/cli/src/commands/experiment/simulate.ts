import type { Study, Traffic } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { count, percent, signedPercent } from './format.js'
import { ALPHA, LIFT } from './traffic-options.js'

/** `endcap experiment simulate`: what daily looking does, under this traffic. */
export const simulate = defineCommand({
  name: 'experiment simulate',
  summary: 'Run tests on simulated shoppers: false alarms of daily looking, and how soon a lift is found',
  usage: 'experiment simulate --lift RATIO --visitors-per-day N --days N [options]',
  options: [
    LIFT,
    {
      name: 'visitors-per-day',
      type: 'number',
      required: true,
      range: [2, 1_000_000],
      description: 'New visitors a day, both arms together',
    },
    { name: 'days', type: 'number', required: true, range: [1, 730], description: 'How long each test may go on' },
    {
      name: 'metric',
      type: 'text',
      value: 'NAME',
      default: 'ctr',
      choices: ['ctr', 'conversion', 'revenue_per_visitor', 'revenue_per_session'],
      description: 'What is read',
    },
    {
      name: 'rate',
      type: 'number',
      value: 'RATIO',
      range: [0.0001, 0.5],
      isFraction: true,
      description: 'Lists with a click, for ctr; sessions with an order, for the others (left out: 0.06 and 0.03)',
    },
    {
      name: 'order-value',
      type: 'number',
      default: 60,
      range: [0.01, 1e9],
      isFraction: true,
      description: 'Mean value of an order',
    },
    { name: 'runs', type: 'number', default: 500, range: [10, 100_000], description: 'Tests of each kind' },
    { name: 'seed', type: 'number', default: 1, range: [0, 1_000_000_000], description: 'Same seed, same shoppers' },
    ALPHA,
  ],
  examples: ['endcap experiment simulate --lift 0.2 --visitors-per-day 400 --days 28'],
  async run({ values, output }) {
    const { runStudy, TRAFFIC } = await import('@endcap/insights')
    const { metric, rate, days, runs, seed, lift, alpha } = values
    const isClicks = metric === 'ctr'
    const traffic: Traffic = {
      ...TRAFFIC,
      visitorsPerDay: values['visitors-per-day'],
      days,
      orderValue: values['order-value'],
      ...(rate !== undefined && (isClicks ? { clickRatio: rate } : { buyRatio: rate })),
    }
    const study = (planted: number, name: string): Study =>
      runStudy({
        traffic,
        arms: [{}, isClicks ? { clicks: planted } : { orders: planted }],
        runs,
        seed,
        alpha,
        metrics: [{ metric, form: 'absolute' }],
        onProgress: (done) => output.progress(`${name}: ${done} of ${runs}`),
      })
    const [same, different] = [study(0, 'without a difference'), study(lift, 'with the lift')]
    output.result({ traffic, metric, lift, alpha, seed, same, different }, describe(same, different, lift, days))
    return 0
  },
})

function describe(same: Study, different: Study, lift: number, days: number): string[] {
  const [none, some] = [same.rows[0], different.rows[0]]
  if (!none || !some) return []
  const share = (runs: number): string => percent(runs / same.runs).padStart(7)
  const half = some.daysToFind[Math.ceil(same.runs / 2) - 1]
  return [
    `${count(same.runs)} tests without a difference, ${days} days, ${count(same.visitors)} visitors each; "different" said by`,
    `  the fixed interval, read every evening         ${share(none.missedAtAnyLook.fixed)}`,
    `  the fixed interval, read once at the end       ${share(none.missedAtEnd.fixed)}`,
    `  the always-valid interval, read every evening  ${share(none.missedAtAnyLook.alwaysValid)}`,
    `${count(different.runs)} tests with ${signedPercent(lift)}; found by`,
    `  the fixed interval, read once at the end       ${share(some.foundAtEnd.fixed)}`,
    `  the always-valid interval, read every evening  ${share(some.foundAtAnyLook.alwaysValid)}${half === undefined ? '' : `, half of them all by day ${half}`}`,
  ]
}
