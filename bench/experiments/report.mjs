/** Conditions and tables of a run, alike on the terminal and in `docs/bench-experiments.md`. */
import { table } from '../pages.mjs'

const percent = (ratio, digits = 1) => `${(ratio * 100).toFixed(digits)} %`
const number = (value) => Math.round(value).toLocaleString('en')
const rate = (value) => value.toFixed(5)
const METRICS = {
  ctr: 'click-through',
  conversion: 'conversion',
  revenue_per_visitor: 'revenue per visitor',
  revenue_per_session: 'revenue per session',
}

/** What must hold; set before the first run. */
export function check({ looks, oneLook, split, coverage, power, cuped, ranking, offPolicy, assignment }) {
  const least = (label, value, limit) => ({ label, value, limit, sign: '≥', ok: value >= limit })
  const most = (label, value, limit) => ({ label, value, limit, sign: '≤', ok: value <= limit })
  const [choosing] = ranking
  return [
    ...looks.rows.map(({ metric, form, missedAtAnyLook }) =>
      most(
        `A/A, ${METRICS[metric]}, ${form}: always-valid false alarms in ${looks.looks} looks`,
        missedAtAnyLook.alwaysValid / looks.runs,
        0.05,
      ),
    ),
    least('A/A, click-through by visitor at one look: false alarms', oneLook.byVisitor, 0.04),
    most('A/A, click-through by visitor at one look: false alarms', oneLook.byVisitor, 0.06),
    most('alarms of a sound split', split.alarmRatio, 0.002),
    ...coverage.rows.map(({ metric, form, missedAtAnyLook }) =>
      least(
        `planted effect, ${METRICS[metric]}, ${form}: always-valid interval holds it at all looks`,
        1 - missedAtAnyLook.alwaysValid / coverage.runs,
        0.95,
      ),
    ),
    ...power.map(({ lift, atAlwaysValid }) =>
      least(
        `+${percent(lift, 0)}: found by the planned visitors, read every day`,
        atAlwaysValid.alwaysValidAtAnyLook,
        0.9,
      ),
    ),
    ...cuped.map(({ metric, theory, measured, error }) =>
      most(
        `CUPED, ${METRICS[metric]}: distance of measured and theory, in standard errors`,
        Math.abs(measured - theory) / error,
        3,
      ),
    ),
    least('interleaving: A/B visitors for each of its own', choosing.ab.visitors / choosing.interleaved.visitors, 10),
    ...(offPolicy ?? [])
      .filter(({ label }) => label.includes('uniform log'))
      .flatMap(({ label, truth, ips }) => [
        least(`${label}: true click rate against the low end of IPS`, truth, ips.low),
        most(`${label}: true click rate against the high end of IPS`, truth, ips.high),
      ]),
    most(`seconds to assign ${number(assignment.visitors)} visitors`, assignment.ms / 1000, 1),
  ]
}

/** @returns {string} Markdown */
export function tables(result) {
  const { date, node, cores, load, looks, oneLook, split, coverage, power, cuped, ranking, offPolicy, assignment } =
    result
  const share = (count, of) => percent(count / of)
  return [
    `Measured on ${date} with Node ${node} on ${cores} cores, mean load ${load}.`,
    '## No difference, read every evening',
    `${number(looks.runs)} A/A tests of ${number(looks.visitors)} visitors, ${looks.looks} looks. A false alarm: at one look or more the 95 % interval left out zero.`,
    table(
      ['false alarms', 'fixed, any look', 'fixed, last look', 'always-valid, any look'],
      looks.rows.map(({ metric, form, missedAtAnyLook, missedAtEnd }) => [
        `${METRICS[metric]}, ${form}`,
        share(missedAtAnyLook.fixed, looks.runs),
        share(missedAtEnd.fixed, looks.runs),
        share(missedAtAnyLook.alwaysValid, looks.runs),
      ]),
    ),
    '## No difference, read once',
    `${number(oneLook.runs)} A/A tests of ${number(oneLook.visitors)} visitors, and ${number(split.runs)} splits of ${number(split.visitors)} visitors by the hash.`,
    table(
      ['', 'share of the tests'],
      [
        ['click-through by visitor: false alarms', percent(oneLook.byVisitor, 2)],
        ['click-through with lists taken for independent: false alarms', percent(oneLook.naive, 2)],
        ['sound split: alarms', percent(split.alarmRatio, 3)],
        ['a fifth of one arm lost: alarms', percent(split.caughtRatio, 1)],
      ],
    ),
    '## A planted difference',
    `${number(coverage.runs)} tests of ${number(coverage.visitors)} visitors with +${percent(coverage.lift, 0)} clicks and orders, ${coverage.looks} looks: how often the 95 % interval holds what was planted.`,
    table(
      ['holds it', 'fixed, last look', 'fixed, all looks', 'always-valid, all looks'],
      coverage.rows.map(({ metric, form, missedAtAnyLook, missedAtEnd }) => [
        `${METRICS[metric]}, ${form}`,
        percent(1 - missedAtEnd.fixed / coverage.runs),
        percent(1 - missedAtAnyLook.fixed / coverage.runs),
        percent(1 - missedAtAnyLook.alwaysValid / coverage.runs),
      ]),
    ),
    '## Visitors that a test needs',
    `Click-through, planned for 90 % power; ${number(looks.runs)} tests of each kind.`,
    table(
      ['', 'visitors', 'found by one look', 'always-valid, last look', 'always-valid, any look', 'half have ended by'],
      power.flatMap(({ lift, atAlwaysValid, atFixed }) =>
        [
          ['read every day', atAlwaysValid],
          ['read once', atFixed],
        ].map(([plan, row]) => [
          `+${percent(lift, 0)}, planned to be ${plan}`,
          number(row.visitors),
          percent(row.fixedAtEnd),
          percent(row.alwaysValidAtEnd),
          percent(row.alwaysValidAtAnyLook),
          row.medianVisitors === null ? '–' : number(row.medianVisitors),
        ]),
      ),
    ),
    '## CUPED',
    `Variance that is taken from the difference of two arms, over ${number(looks.runs)} A/A tests in a shop of regulars.`,
    table(
      ['', 'theory, ρ²', 'measured over the tests', 'standard error', 'said by the tests, mean'],
      cuped.map(({ metric, theory, measured, error, reported }) => [
        METRICS[metric],
        percent(theory),
        percent(measured),
        percent(error),
        percent(reported),
      ]),
    ),
    '## Two rankers in one list',
    'The same shoppers, planned for 90 % power, read with the always-valid interval at the end.',
    table(
      [
        'shoppers',
        'clicks, control',
        'clicks, other',
        'A/B visitors',
        'found',
        'interleaved visitors',
        'found',
        'ratio',
      ],
      ranking.map(({ clicks, clickRatio, ab, interleaved }) => [
        clicks,
        ...clickRatio.map((ratio) => percent(ratio, 2)),
        number(ab.visitors),
        percent(ab.foundRatio),
        number(interleaved.visitors),
        percent(interleaved.foundRatio),
        (ab.visitors / interleaved.visitors).toFixed(1),
      ]),
    ),
    ...(offPolicy
      ? [
          '## One policy from the log of another',
          'Open Bandit Dataset, 10,000 impressions a log; 95 % bootstrap intervals.',
          table(
            ['log, policy', 'IPS', 'interval', 'SNIPS', 'doubly robust', 'truth', 'effective sample', 'verdict'],
            offPolicy.map(({ label, ips, snips, doublyRobust, truth, effectiveSample, verdict }) => [
              label,
              rate(ips.value),
              `${rate(ips.low)} to ${rate(ips.high)}`,
              rate(snips.value),
              rate(doublyRobust.value),
              rate(truth),
              number(effectiveSample),
              verdict,
            ]),
          ),
        ]
      : []),
    '## Assignment',
    `${number(assignment.visitors)} visitors in ${number(assignment.ms)} ms, the least of three rounds: ${percent(assignment.heldOutRatio, 2)} held out, ${percent(assignment.testRatio, 2)} in the second of two arms.`,
    '## Conditions',
    table(
      ['', 'measured', 'limit', 'holds'],
      result.checks.map(({ label, value, limit, sign, ok }) => [
        label,
        String(Number(value.toPrecision(4))),
        `${sign} ${Number(limit.toPrecision(4))}`,
        ok ? 'yes' : 'NO',
      ]),
    ),
  ].join('\n\n')
}
