/** The simulations: what each draws, from which seed, and how often. Nothing here was chosen by looking at a result. */

const SEEDS = { looks: 1e6, oneLook: 2e6, split: 3e6, coverage: 4e6, power: 5e6, cuped: 6e6, ranking: 7e6, spread: 8e6 }
const METRICS = ['ctr', 'conversion', 'revenue_per_visitor', 'revenue_per_session']
const FORMS = ['absolute', 'relative']
const ALL = METRICS.flatMap((metric) => FORMS.map((form) => ({ metric, form })))
const LIFT = 0.2
/** A shop of regulars: most had been there, come back soon, and buy often. */
const REGULARS = {
  visitorsPerDay: 143,
  days: 28,
  listsPerSession: 4,
  clickRatio: 0.1,
  buyRatio: 0.1,
  orderSpread: 0.5,
  knownRatio: 0.9,
  sessionsBefore: 6,
  returnRatio: 0.8,
  gapDays: 2,
}
const CUPED_METRICS = ['ctr', 'revenue_per_visitor']

/** Studies by name, in their order. */
export function createStudies(source, { runs, many }) {
  const { TRAFFIC, runStudy, createShop, compareMoments, linearise, checkSampleRatio, createAssigner } = source
  const { createRandom, planExperiment, studyRanking, RANKING_WORLD } = source
  /** One session a visitor, so that what is measured does not grow while it is, and its truth is known. */
  const once = { ...TRAFFIC, returnRatio: 0, weekendBuying: 1 }
  const once50 = { ...once, days: 50 }

  return {
    /** A/A, read every evening: 100 looks, to about 10,000 visitors an arm. */
    looks: () => runStudy({ traffic: TRAFFIC, arms: [{}, {}], runs, seed: SEEDS.looks, metrics: ALL }),

    /** A/A, read once after two weeks. The naive test takes lists for independent. */
    oneLook() {
      const traffic = { ...TRAFFIC, visitorsPerDay: 100, days: 14 }
      const shop = createShop(traffic, [{}, {}])
      let [byVisitor, naive, visitors] = [0, 0, 0]
      for (let run = 0; run < many; run++) {
        shop.run(SEEDS.oneLook + run, (day, [control, test]) => {
          if (day < traffic.days) return true
          visitors += control.visitors + test.visitors
          const both = [control.metrics.ctr, test.metrics.ctr]
          const { fixed } = compareMoments('ctr', both, { cuped: false }).absolute
          if (fixed.low > 0 || fixed.high < 0) byVisitor++
          if (isDifferentNaively(control.metrics.ctr, test.metrics.ctr)) naive++
          return true
        })
      }
      return { runs: many, visitors: visitors / many, byVisitor: byVisitor / many, naive: naive / many }
    },

    /** The split of 1,000 visitors with ids by chance, by the hash itself. */
    split() {
      const random = createRandom(SEEDS.split)
      let alarms = 0
      let caught = 0
      for (let run = 0; run < many; run++) {
        const assign = createAssigner({
          id: `split-${run}`,
          placement: 'home',
          variants: [
            { id: 'control', weight: 0.5 },
            { id: 'test', weight: 0.5 },
          ],
        })
        const counts = [0, 0]
        let kept = 0
        for (let visitor = 0; visitor < 1000; visitor++) {
          const id = Math.floor(random() * 2 ** 32).toString(36) + Math.floor(random() * 2 ** 32).toString(36)
          const isTest = assign({ visitor: id }).variant.id === 'test'
          counts[isTest ? 1 : 0]++
          if (isTest && random() >= 0.2) kept++
        }
        if (checkSampleRatio(counts, [1, 1]).alarm) alarms++
        if (checkSampleRatio([counts[0], kept], [1, 1]).alarm) caught++
      }
      return { runs: many, visitors: 1000, alarmRatio: alarms / many, caughtRatio: caught / many }
    },

    /** A planted effect: how often intervals hold its size. */
    coverage() {
      const { clickRatio, buyRatio, orderValue } = once50
      const arms = [{}, { clicks: LIFT, orders: LIFT }]
      const base = { ctr: clickRatio, conversion: buyRatio, revenue_per_visitor: buyRatio * orderValue }
      const metrics = Object.entries(base).flatMap(([metric, mean]) => [
        { metric, form: 'absolute', truth: LIFT * mean },
        { metric, form: 'relative', truth: LIFT },
      ])
      return { lift: LIFT, ...runStudy({ traffic: once50, arms, runs, seed: SEEDS.coverage, metrics }) }
    },

    /** As many visitors as the plan asks for, and what is then found: by the always-valid reading and by one look. */
    power() {
      const baseline = spreadOf(once)
      const lifts = [LIFT, 0.3]
      return lifts.map((lift, index) => {
        const plan = planExperiment({ baseline, lift, visitorsPerDay: 1000 })
        const studied = (total, seed) => {
          const traffic = { ...once50, visitorsPerDay: total / once50.days }
          const study = runStudy({
            traffic,
            arms: [{}, { clicks: lift }],
            runs,
            seed,
            metrics: [{ metric: 'ctr', form: 'absolute', truth: lift * once.clickRatio }],
          })
          const [{ foundAtEnd, foundAtAnyLook, daysToFind }] = study.rows
          const middle = daysToFind[Math.ceil(runs / 2) - 1]
          return {
            visitors: study.visitors,
            fixedAtEnd: foundAtEnd.fixed / runs,
            alwaysValidAtEnd: foundAtEnd.alwaysValid / runs,
            alwaysValidAtAnyLook: foundAtAnyLook.alwaysValid / runs,
            medianVisitors: middle === undefined ? null : (study.visitors * middle) / once50.days,
          }
        }
        const seed = SEEDS.power + index * 2 * runs
        return {
          lift,
          planned: { alwaysValid: plan.alwaysValid.total, fixed: plan.fixed.total },
          atAlwaysValid: studied(plan.alwaysValid.total, seed),
          atFixed: studied(plan.fixed.total, seed + runs),
        }
      })
    },

    /**
     * A/A of 2,000 visitors an arm, regulars who buy often: variance of the difference over the tests, as it is and by CUPED,
     * against 1 − ρ², where ρ is taken from a shop apart.
     */
    cuped() {
      const traffic = { ...TRAFFIC, ...REGULARS }
      const theory = correlationOf(traffic)
      const shop = createShop(traffic, [{}, {}])
      const rows = CUPED_METRICS.map((metric) => ({ metric, plain: [], adjusted: [], reported: 0 }))
      for (let run = 0; run < runs; run++) {
        shop.run(SEEDS.cuped + run, (day, [control, test]) => {
          if (day < traffic.days) return true
          for (const row of rows) {
            const both = [control.metrics[row.metric], test.metrics[row.metric]]
            const { absolute, cupedReduction } = compareMoments(row.metric, both)
            row.adjusted.push(absolute.value)
            row.plain.push(compareMoments(row.metric, both, { cuped: false }).absolute.value)
            row.reported += cupedReduction / runs
          }
          return true
        })
      }
      return rows.map(({ metric, plain, adjusted, reported }) => ({
        metric,
        theory: theory[metric] ** 2,
        measured: 1 - varianceOf(adjusted) / varianceOf(plain),
        reported,
        // Of the ratio of two variances of paired normals; from the delta method.
        error: 2 * (1 - theory[metric] ** 2) * Math.abs(theory[metric]) * Math.sqrt(1 / runs),
      }))
    },

    /** Two rankers on the same shoppers: how many visitors each design needs, and what it finds with them. */
    ranking() {
      const worlds = [RANKING_WORLD, { ...RANKING_WORLD, clicks: 'browsing', pull: 0.006 }]
      return worlds.map((world, index) => ({
        clicks: world.clicks,
        ...studyRanking({ world, seed: SEEDS.ranking + 10 * index, runs: Math.min(runs, 1000) }),
      }))
    },
  }

  /** Correlation of a visitor's number with the same before, from 140,000 visitors. */
  function correlationOf(traffic) {
    const found = {}
    createShop({ ...traffic, visitorsPerDay: 10_000 }, [{}, {}]).run(SEEDS.spread, (day, [control]) => {
      if (day < traffic.days) return true
      for (const metric of CUPED_METRICS) {
        const { variance, before } = linearise(control.metrics[metric])
        found[metric] = before.covariance / Math.sqrt(variance * before.variance)
      }
      return true
    })
    return found
  }

  /** Of the click-through of one visitor, from a shop apart. */
  function spreadOf(traffic) {
    let spread
    createShop({ ...traffic, visitorsPerDay: 10_000, days: 28 }, [{}, {}]).run(SEEDS.spread, (day, [control]) => {
      if (day < 28) return true
      const { value, variance } = linearise(control.metrics.ctr)
      spread = { mean: value, variance }
      return true
    })
    return spread
  }
}

function varianceOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

/** The two-proportion test over lists, as if no two were of one visitor. */
function isDifferentNaively(control, test) {
  const [[hits, lists], [otherHits, otherLists]] = [control.sums, test.sums]
  const pooled = (hits + otherHits) / (lists + otherLists)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / lists + 1 / otherLists))
  return Math.abs(otherHits / otherLists - hits / lists) > 1.959963984540054 * error
}
