/**
 * Whether the baselines repeat the figures of research/ranker.md on the sets of ../shared/data: every baseline and set
 * with the settings listed there, our value, the page's and the difference. Prints a table, then one line of JSON; exit
 * code 1 when a figure is out of its tolerance, 2 when the data are not there.
 *
 *   node packages/insights/bench/baselines.mjs [SET …] [BASELINE …]
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  createBaseline,
  parseBaselines,
  readSequences,
  readSessions,
  replay,
  resolveBaselines,
  spreadSessions,
} from '@endcap/insights'

/** Methods without many ties repeat the page within a thousandth, the others within five. */
const CLOSE = 0.001
const TIED = 0.005
const CLOSE_NAMES = new Set(['v-sknn', 'stan', 'vstan', 'vmis-knn'])

// What the settings or a wider tolerance stand on.
const HASH_ORDER =
  'measured with session-rec, where neighbours that tie at k are cut in the order of a hash set; one of 931 predictions is 0.0011'
const ROOT = 'the page multiplied by the root of the neighbour size here'
const ROWS = 'the page counted every pair of rows here'
const FOUND = 'settings that the page does not list were found by trial'

/**
 * The figures of research/ranker.md and of the folders: [baseline, mode, [HR@10, HR@20, MRR@20, NDCG@10], why?, tolerance?];
 * null is not on the page.
 */
const SETS = [
  {
    set: 'yoochoose-100k',
    rows: [
      ['pop', 'published', [0.0739, 0.0894, 0.0264, 0.0366]],
      ['s-pop', 'published', [0.3681, 0.3813, 0.2637, 0.2885]],
      ['item-knn', 'published', [0.3435, 0.3986, 0.1806, 0.2165]],
      ['ar', 'published', [0.559, 0.634, 0.3266, 0.3782]],
      ['sr', 'published', [0.5639, 0.6177, 0.3472, 0.3965]],
      ['s-knn', 'published', [0.5722, 0.6428, 0.3204, 0.3768]],
      ['v-sknn', 'published', [0.6188, 0.6883, 0.3669, 0.4234]],
      ['stan', 'published', [0.6087, 0.6678, 0.3727, 0.4261]],
      ['stan:spw=0.5,snh=20,inh=0.5', 'published', [0.6127, 0.6767, 0.37, 0.4247]],
      ['vstan', 'published', [0.6188, 0.6848, 0.3752, 0.4301]],
      ['vstan:k=2000,spw=4,snh=20,inh=0.5,ipw=1', 'published', [0.6123, 0.6801, 0.3674, 0.4223]],
      ['vmis-knn', 'published', [0.6138, 0.6828, 0.3589, 0.416]],
      ['pop', 'storefront', [null, 0.071, 0.0196, null]],
      ['s-pop', 'storefront', [null, 0.169, 0.1, null]],
      ['item-knn:pairs=rows', 'storefront', [null, 0.5268, 0.2255, null], ROWS],
      ['ar', 'storefront', [null, 0.5288, 0.2282, null]],
      ['sr', 'storefront', [null, 0.5096, 0.2464, null]],
      ['s-knn:similarity=root', 'storefront', [null, 0.5393, 0.2286, null], ROOT],
      ['v-sknn', 'storefront', [null, 0.5846, 0.2556, null]],
      ['stan:spw=0.5,snh=20,inh=0.5', 'storefront', [null, 0.571, 0.2515, null], FOUND],
      ['vstan', 'storefront', [null, 0.5789, 0.2622, null]],
      ['vmis-knn', 'storefront', [null, 0.5773, 0.2499, null]],
    ],
  },
  {
    set: 'yoochoose64',
    spanDays: 3,
    rows: [
      ['pop', 'published', [0.0455, 0.073, 0.0169, 0.0223]],
      ['s-pop', 'published', [0.2836, 0.3086, 0.1846, 0.2073]],
      ['item-knn:pairs=rows', 'published', [0.4277, 0.5189, 0.2158, 0.2607], ROWS],
      ['ar', 'published', [0.5521, 0.6619, 0.2848, 0.3425]],
      ['sr', 'published', [0.5772, 0.671, 0.3017, 0.3622]],
      ['s-knn:k=500,sample=10000,similarity=jaccard', 'published', [0.5234, 0.6395, 0.2505, 0.3088]],
      ['v-sknn:k=100,sample=1000,score=quadratic,idf=0', 'published', [0.5649, 0.6707, 0.2782, 0.3407]],
      ['stan:spw=0.5,snh=20,inh=0.5', 'published', [0.5834, 0.6929, 0.2812, 0.3469]],
      ['vstan:k=2000,spw=4,snh=20,inh=0.5,ipw=1', 'published', [0.5813, 0.6963, 0.2772, 0.3428]],
      ['vmis-knn', 'published', [0.5551, 0.6638, 0.2712, 0.3327]],
      ['pop', 'storefront', [0.0467, 0.0696, 0.0166, 0.0225]],
      ['s-pop', 'storefront', [0.1661, 0.1911, 0.0969, 0.1122]],
      ['item-knn:pairs=rows', 'storefront', [0.5033, 0.6107, 0.2539, 0.3068], ROWS],
      ['ar', 'storefront', [0.5011, 0.6093, 0.2564, 0.3083]],
      ['sr', 'storefront', [0.5264, 0.6194, 0.2756, 0.33]],
      ['s-knn:k=500,sample=10000,similarity=jaccard', 'storefront', [0.4683, 0.5914, 0.2211, 0.2726]],
      ['v-sknn:k=100,sample=1000,score=quadratic,idf=0', 'storefront', [0.5088, 0.6226, 0.2482, 0.3037]],
      ['stan:spw=0.5,snh=20,inh=0.5', 'storefront', [0.5321, 0.6488, 0.2509, 0.311]],
    ],
  },
  {
    set: 'diginetica',
    spanDays: 145,
    rows: [
      ['pop', 'published', [0.0058, 0.0093, 0.0021, 0.0028]],
      ['s-pop', 'published', [0.2068, 0.2108, 0.1369, 0.1538]],
      ['item-knn:pairs=rows', 'published', [0.2601, 0.3616, 0.111, 0.1404], ROWS],
      ['ar', 'published', [0.3225, 0.4354, 0.144, 0.1798]],
      ['sr:steps=15', 'published', [0.3099, 0.4035, 0.1408, 0.1755]],
      ['s-knn:similarity=root', 'published', [0.3619, 0.4786, 0.1689, 0.208], ROOT],
      ['v-sknn:k=1500,sample=10000,score=linear,idf=10', 'published', [0.3949, 0.517, 0.1832, 0.2265]],
      ['stan:k=500,sample=2500,spw=2.5,snh=80,inh=5', 'published', [0.3994, 0.5223, 0.1846, 0.2285]],
      ['vstan:spw=5,snh=80,inh=5,ipw=5,idf=1', 'published', [0.4039, 0.5274, 0.1864, 0.2309]],
      ['vmis-knn', 'published', [0.3962, 0.5175, 0.183, 0.2267]],
    ],
  },
  {
    set: 'serenade-example',
    rows: [
      ['pop', 'published', [0.0064, 0.0107, 0.0022, 0.0029]],
      ['s-pop', 'published', [0.3287, 0.334, 0.2011, 0.2327]],
      ['item-knn', 'published', [0.4705, 0.5338, 0.278, 0.3205]],
      ['ar', 'published', [0.4501, 0.5231, 0.2335, 0.2807]],
      ['sr', 'published', [0.4296, 0.4629, 0.2525, 0.2932]],
      ['s-knn', 'published', [0.5951, 0.6606, 0.2641, 0.3397], HASH_ORDER, 0.01],
      ['v-sknn', 'published', [0.5618, 0.6466, 0.2195, 0.2968], HASH_ORDER, 0.0025],
      ['stan:spw=0.5,snh=20,inh=0.5', 'published', [0.5757, 0.666, 0.2369, 0.3144]],
      ['vstan:k=2000,spw=4,snh=20,inh=0.5,ipw=1', 'published', [0.5843, 0.6584, 0.2527, 0.3293]],
      ['s-knn:similarity=root', 'storefront', [null, 0.6348, 0.3181, null], ROOT],
      ['v-sknn', 'storefront', [null, 0.6509, 0.3289, null]],
      ['stan:spw=0.5,snh=20,inh=0.5', 'storefront', [null, 0.6692, 0.3657, null]],
      ['vstan:k=2000,spw=4,snh=20,inh=0.5,ipw=1', 'storefront', [null, 0.667, 0.3812, null]],
      ['vmis-knn', 'storefront', [null, 0.6606, 0.3426, null]],
      ['vmis-knn:m=500,k=50,last=2', 'storefront', [null, 0.6391, 0.33, null]],
      ['vmis-knn:m=1502,k=288,last=4', 'storefront', [null, 0.662, 0.3413, null]],
    ],
  },
  {
    set: 'amazon-beauty',
    protocol: 'sequence',
    train: 'sequences.txt.gz',
    rows: [
      ['pop', 'published', [0.011, 0.0198, null, 0.0053]],
      ['item-knn', 'published', [0.0711, 0.0986, null, 0.0423], FOUND],
      ['item-knn:recency=0', 'published', [0.0635, 0.0907, null, 0.0365], FOUND],
      ['sr', 'published', [0.0765, 0.0989, null, 0.0484], FOUND],
    ],
  },
  {
    set: 'online-retail',
    protocol: 'basket',
    train: 'basket-train.csv.gz',
    test: 'basket-test.csv.gz',
    rows: [
      ['pop', 'published', [0.0419, 0.0614, 0.0196, 0.0238]],
      ['ar', 'published', [0.1264, 0.1739, 0.0664, 0.0778]],
      ['item-knn', 'published', [0.1556, 0.2055, 0.0782, 0.0938], FOUND],
      ['item-knn:neighbours=0', 'published', [0.1556, 0.197, 0.0777, 0.094], FOUND],
    ],
  },
]

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))
const METRICS = [
  ['hr', 10],
  ['hr', 20],
  ['mrr', 20],
  ['ndcg', 10],
]

const only = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const wanted = SETS.map((one) => ({ ...one, rows: one.rows.filter((row) => isWanted(one.set, row)) })).filter(
  ({ rows }) => rows.length > 0,
)
const missing = wanted.filter(({ set }) => !existsSync(`${DATA}${set}`))
if (wanted.length === 0 || missing.length > 0) {
  const what = missing.map(({ set }) => `../shared/data/${set}`).join(', ') || 'no such set or baseline'
  process.stderr.write(`not there: ${what}\n`)
  process.exit(2)
}

const results = []
for (const { set, protocol = 'session', rows, ...files } of wanted) {
  const { train, test } = await read(set, protocol, files)
  for (const [baseline, mode, page, why, tolerance = toleranceOf(baseline)] of rows) {
    const [spec] = resolveBaselines(parseBaselines(baseline), protocol)
    const started = performance.now()
    const predict = createBaseline(train, spec, protocol)
    const fit_s = round((performance.now() - started) / 1000)
    const { at, p50_us, p99_us } = replay(predict, train, test, { protocol, mode, ks: [10, 20] })
    const cost = { p50_us: round(p50_us), p99_us: round(p99_us), fit_s }
    const figures = METRICS.flatMap(([metric, k], place) => {
      if (page[place] === null) return []
      const difference = round(at[k][metric] - page[place])
      const isWithin = Math.abs(difference) <= tolerance
      return {
        metric: `${metric}@${k}`,
        value: round(at[k][metric]),
        page: page[place],
        difference,
        tolerance,
        isWithin,
      }
    })
    results.push(...figures.map((figure) => ({ set, mode, baseline, ...figure, ...cost, ...(why && { why }) })))
    print(`${set} ${mode} ${baseline}${why ? ` (${why})` : ''}`, figures, cost)
  }
}
const out = results.filter(({ isWithin }) => !isWithin)
process.stdout.write(`\n${results.length} figures, ${out.length} out of their tolerance\n`)
const line = { bench: 'insights-baselines', figures: results.length, out: out.length, results }
process.stdout.write(`${JSON.stringify(line)}\n`)
process.exitCode = out.length > 0 ? 1 : 0

/** Sets and baselines are told apart by their names; of a kind that is not named, all are wanted. */
function isWanted(set, [baseline]) {
  const sets = only.filter((one) => SETS.some((known) => known.set === one))
  const names = only.filter((one) => !sets.includes(one))
  const isNamed = names.length === 0 || names.includes(nameOf(baseline))
  return isNamed && (sets.length === 0 || sets.includes(set))
}

async function read(set, protocol, { train = 'train.csv.gz', test = 'test.csv.gz', spanDays }) {
  if (protocol === 'sequence') return readSequences(`${DATA}${set}/${train}`)
  const kind = protocol === 'basket' ? 'orders' : 'sessions'
  const fitted = await readSessions(`${DATA}${set}/${train}`, { kind })
  const replayed = await readSessions(`${DATA}${set}/${test}`, { kind }, undefined, fitted.interactions.ids)
  const spread = spanDays ? spreadSessions(fitted.interactions, spanDays) : fitted.interactions
  return { train: spread, test: replayed.interactions }
}

function print(title, figures, { p50_us, fit_s }) {
  const cells = figures.map(({ metric, value, page, difference, isWithin }) => {
    const sign = difference < 0 ? '' : '+'
    return `${metric} ${value.toFixed(4)} (page ${page}, ${sign}${difference.toFixed(4)})${isWithin ? '' : ' OUT'}`
  })
  process.stdout.write(`${title}\n  ${cells.join('  ')}  p50 ${p50_us} us  fit ${fit_s} s\n`)
}

function toleranceOf(baseline) {
  return CLOSE_NAMES.has(nameOf(baseline)) ? CLOSE : TIED
}

function nameOf(baseline) {
  return baseline.split(':')[0]
}

function round(value) {
  return Math.round(value * 1e4) / 1e4
}
