/**
 * How often `insight watch` is wrong, and what it misses. Synthetic shops of several sizes in which nothing happens, and shops that grow with
 * weekdays and seasons, are watched for two quarters each; then shops in which something breaks in the last week. Days are counted from
 * what people do, without a warehouse. Prints a line a size, then one of JSON; exit code 1 above one false alarm a quarter, or where a week
 * without orders is found less than nine times in ten.
 *
 *   node packages/insights/bench/watch.mjs [--seeds 40] [--from 7001] [--orders 10,50,300] [--false-alarms 1]
 */
import { parseArgs } from 'node:util'
import { loadSource } from './rig.mjs'
import { peopleSeries } from './watching/people-series.mjs'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '40' },
    from: { type: 'string', default: '7001' },
    orders: { type: 'string', default: '10,50,300' },
    'false-alarms': { type: 'string', default: '1' },
  },
})
const [seeds, from, perQuarter] = [Number(values.seeds), Number(values.from), Number(values['false-alarms'])]
const WARM_UP = 56
const QUARTERS = 2
const DAYS = WARM_UP + 91 * QUARTERS
/** The null shop's people order every fifty days. */
const PEOPLE_AN_ORDER = 50
const { createSeededRandom, createSyntheticShop, findAlarms, isWatched } = await loadSource(
  "export * from './watch/find-alarms.js'; export { createSeededRandom, createSyntheticShop } from '@endcap/testkit'",
)

function alarmsOf(options, firstDay) {
  const shop = createSyntheticShop({ days: DAYS, ...options })
  const series = peopleSeries(shop, DAYS, createSeededRandom(options.seed).unit)
  // Only those with enough in them share the level, as in a shop that is asked.
  const watched = series.filter((each) => isWatched(each, firstDay))
  const alarms = findAlarms(watched, { perQuarter, from: firstDay, to: DAYS - 1 })
  return alarms.filter(({ began }) => began >= firstDay).map((alarm) => ({ ...alarm, of: watched[alarm.series] }))
}

/** False alarms a quarter, with the 95 % interval of a Poisson count of alarms. */
function falseAlarms(visitors, isNull) {
  let count = 0
  for (let seed = from; seed < from + seeds; seed++) {
    count += alarmsOf({ seed, visitors: isNull ? visitors : visitors * 2, isNull }, WARM_UP).length
  }
  const per = (alarms) => Number((Math.max(0, alarms) / (seeds * QUARTERS)).toFixed(2))
  return {
    alarms: count,
    perQuarter: per(count),
    interval: [-1.96, 1.96].map((z) => per(count + z * Math.sqrt(count))),
  }
}

/** Shops that are told within the week that the whole shop sells less, of those whose chance to order fell to `factor`. */
function found(visitors, factor) {
  let hits = 0
  for (let seed = from; seed < from + seeds; seed++) {
    const incidents = [{ fromDay: DAYS - 7, toDay: DAYS, factor }]
    const alarms = alarmsOf({ seed, visitors, isNull: true, incidents }, DAYS - 7)
    if (alarms.some(({ score, of }) => score < 0 && !of.part && ['conversion', 'orders'].includes(of.measure))) hits++
  }
  return hits / seeds
}

const sizes = values.orders.split(',').map((orders) => {
  const visitors = Number(orders) * PEOPLE_AN_ORDER
  const size = {
    orders: Number(orders),
    nothing: falseAlarms(visitors, true),
    growing: falseAlarms(visitors, false),
    halved: found(visitors, 0.5),
    lostSixInTen: found(visitors, 0.4),
    stopped: found(visitors, 0),
  }
  process.stdout.write(`${orders} orders a day: ${JSON.stringify(size)}\n`)
  return size
})
const met = sizes.every(
  ({ nothing, growing, stopped }) => nothing.perQuarter <= 1 && growing.perQuarter <= 1 && stopped >= 0.9,
)
process.stdout.write(`${JSON.stringify({ seeds, from, perQuarter, sizes, met })}\n`)
process.exitCode = met ? 0 : 1
