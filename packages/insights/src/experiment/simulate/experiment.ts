import { createRandom } from '../../random.js'
import { createDraw } from './draw.js'
import { admit, createMoments, type GrowingMoments, move } from './moments.js'
import { checkTraffic, type PlantedArm, type Traffic, tasteOf } from './traffic.js'

/** Metrics that the simulated shop measures. */
export const SIMULATED_METRICS = ['ctr', 'conversion', 'revenue_per_visitor', 'revenue_per_session'] as const
/** One of {@link SIMULATED_METRICS}. */
export type SimulatedMetric = (typeof SIMULATED_METRICS)[number]

/** An arm so far. */
export interface SimulatedArm {
  readonly visitors: number
  readonly metrics: Readonly<Record<SimulatedMetric, GrowingMoments>>
}

/** A shop that runs the same experiment again and again. */
export interface SimulatedShop {
  /**
   * One experiment from a seed: `onDay` sees the arms after each day, from 1; they go on growing, so read them at once.
   * What it returns stops the run when it is false.
   */
  run(seed: number, onDay: (day: number, arms: readonly SimulatedArm[]) => boolean | undefined): void
}

const WEEKEND = [5, 6]

/**
 * Simulates visitors at the grain of sessions: each has a taste of his own, sees lists, clicks, buys, comes back days later,
 * and then changes the sums of the arm that he is in; that is what a look in the middle of a test sees. Throws `option-invalid`.
 */
export function createShop(traffic: Traffic, planted: readonly PlantedArm[]): SimulatedShop {
  checkTraffic(traffic, planted)
  const taste = tasteOf(traffic)
  const { days, clickRatio, buyRatio, orderSpread, returnRatio, knownRatio } = traffic
  const moreLists = 1 - 1 / traffic.listsPerSession
  const moreBefore = 1 - 1 / traffic.sessionsBefore
  const moreGap = 1 - 1 / traffic.gapDays
  // An average week has the asked visitors a day.
  const weekday = (7 * traffic.visitorsPerDay) / (5 + 2 * traffic.weekendVisitors)
  const arriving = Array.from({ length: days }, (_, day) =>
    Math.round(weekday * (WEEKEND.includes(day % 7) ? traffic.weekendVisitors : 1)),
  )
  const most = arriving.reduce((sum, count) => sum + count, 0)
  const orderShift = Math.log(traffic.orderValue) - (orderSpread * orderSpread) / 2
  const weights = planted.map(({ weight = 1 }) => weight)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const upTo = weights.map((_, arm) => weights.slice(0, arm + 1).reduce((sum, weight) => sum + weight, 0) / whole)
  const effects = planted.map(({ clicks = 0, orders = 0, orderValue = 0, lostRatio = 0 }) => {
    return { click: clickRatio * (1 + clicks), buy: buyRatio * (1 + orders), value: 1 + orderValue, lostRatio }
  })
  // One row a visitor; runs write over each other's.
  const column = () => new Float64Array(most)
  const armOf = new Uint8Array(most)
  const [tastes, lists, clicked, sessions, revenue] = [column(), column(), column(), column(), column()]
  const [listsBefore, clickedBefore, sessionsBefore, revenueBefore] = [column(), column(), column(), column()]
  /** Who comes back on a day: a chain through `following`, from `first`; −1 ends it. */
  const following = new Int32Array(most)
  const first = new Int32Array(days)

  return {
    run(seed, onDay) {
      const { uniform, normal, more } = createDraw(createRandom(seed))
      const arms = effects.map(() => ({
        visitors: 0,
        metrics: Object.fromEntries(SIMULATED_METRICS.map((name) => [name, createMoments()])) as Record<
          SimulatedMetric,
          GrowingMoments
        >,
      }))
      const orderOf = (): number => Math.exp(orderShift + orderSpread * normal())
      const clicksAmong = (seen: number, chance: number): number => {
        let count = 0
        for (let list = 0; list < seen; list++) if (uniform() < chance) count++
        return count
      }
      first.fill(-1)
      let visitors = 0

      const arrive = (arm: number): number => {
        const visitor = visitors++
        const own = taste.draw(normal)
        armOf[visitor] = arm
        tastes[visitor] = own
        lists[visitor] = clicked[visitor] = sessions[visitor] = revenue[visitor] = 0
        let [seen, hit, times, spent] = [0, 0, 0, 0]
        if (uniform() < knownRatio) {
          times = 1 + more(moreBefore)
          for (let session = 0; session < times; session++) {
            const shown = 1 + more(moreLists)
            seen += shown
            hit += clicksAmong(shown, clickRatio * own)
            if (uniform() < buyRatio * own) spent += orderOf()
          }
        }
        listsBefore[visitor] = seen
        clickedBefore[visitor] = hit
        sessionsBefore[visitor] = times
        revenueBefore[visitor] = spent
        const into = arms[arm]!
        into.visitors++
        admit(into.metrics.ctr, hit, seen)
        admit(into.metrics.conversion, spent > 0 ? 1 : 0, 1)
        admit(into.metrics.revenue_per_visitor, spent, 1)
        admit(into.metrics.revenue_per_session, spent, times)
        move(into.metrics.conversion, 0, 0, 0, 1, spent > 0 ? 1 : 0, 1)
        move(into.metrics.revenue_per_visitor, 0, 0, 0, 1, spent, 1)
        return visitor
      }

      const visit = (visitor: number, day: number): void => {
        const arm = armOf[visitor]!
        const { click, buy, value } = effects[arm]!
        const { metrics } = arms[arm]!
        const own = tastes[visitor]!
        const [oldLists, oldClicked] = [lists[visitor]!, clicked[visitor]!]
        const [oldSessions, oldRevenue] = [sessions[visitor]!, revenue[visitor]!]
        const shown = 1 + more(moreLists)
        const newClicked = oldClicked + clicksAmong(shown, click * own)
        const eager = WEEKEND.includes(day % 7) ? traffic.weekendBuying : 1
        const newRevenue = oldRevenue + (uniform() < buy * own * eager ? orderOf() * value : 0)
        lists[visitor] = oldLists + shown
        clicked[visitor] = newClicked
        sessions[visitor] = oldSessions + 1
        revenue[visitor] = newRevenue
        const [x, spent] = [clickedBefore[visitor]!, revenueBefore[visitor]!]
        move(metrics.ctr, oldClicked, oldLists, newClicked, oldLists + shown, x, listsBefore[visitor]!)
        const before = sessionsBefore[visitor]!
        move(metrics.revenue_per_session, oldRevenue, oldSessions, newRevenue, oldSessions + 1, spent, before)
        if (newRevenue > oldRevenue) {
          move(metrics.revenue_per_visitor, oldRevenue, 1, newRevenue, 1, spent, 1)
          if (oldRevenue === 0) move(metrics.conversion, 0, 1, 1, 1, spent > 0 ? 1 : 0, 1)
        }
        if (uniform() >= returnRatio) return
        const next = day + 1 + more(moreGap)
        if (next >= days) return
        following[visitor] = first[next]!
        first[next] = visitor
      }

      for (let day = 0; day < days; day++) {
        let back = first[day]!
        while (back >= 0) {
          // The visit may chain him to a later day.
          const after = following[back]!
          visit(back, day)
          back = after
        }
        for (let count = arriving[day]!; count > 0; count--) {
          const at = uniform()
          let arm = 0
          while (at >= upTo[arm]! && arm < upTo.length - 1) arm++
          const { lostRatio } = effects[arm]!
          if (lostRatio > 0 && uniform() < lostRatio) continue
          visit(arrive(arm), day)
        }
        if (onDay(day + 1, arms) === false) return
      }
    },
  }
}
