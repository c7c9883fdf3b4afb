import type { Comparison, ExperimentResult, MetricResult } from '../experiment/result.js'
import { COURSE_HEIGHT_PX, drawCourse } from './chart/course.js'
import { renderFigure, renderTable, type Table } from './chart/figure.js'
import {
  formatAmount,
  formatCount,
  formatCountOf,
  formatDay,
  formatDifference,
  formatLift,
  formatMetric,
  formatMoment,
  formatPercent,
  formatPeriod,
  formatSmall,
} from './format.js'
import { renderFrame } from './frame.js'
import { explainHealth } from './health-words.js'
import { type Html, html } from './html.js'
import { defineMetric } from './metric-words.js'
import { canBeCompared, renderArm, renderDifferences } from './section/experiment.js'
import { explainVerdict, formatChance } from './verdict-words.js'

/** What the page of an experiment is drawn from. */
export interface ExperimentPage {
  readonly result: ExperimentResult
  /** The whole programme against those who see none of it, where visitors are held out. */
  readonly holdout?: ExperimentResult
  /** ISO 4217; empty: amounts without one. */
  readonly currency: string
  /** Milliseconds since 1970. */
  readonly generatedAt: number
}

/**
 * Draws one experiment as an HTML page that needs no network and no script: what to do, how sure it is, how it came about, whether it
 * can be trusted, then every number with its visitors, period, filter and definition. Everything that came from data is escaped.
 */
export function renderExperimentPage({ result, holdout, currency, generatedAt }: ExperimentPage): string {
  const { experiment, placement, hypothesis, arms, span } = result
  const visitors = arms.reduce((sum, arm) => sum + arm.visitors, 0)
  const basis = `${formatPeriod(span)} · ${formatCountOf(visitors, 'visitor')}`
  const { tone, headline, detail } = explainVerdict(result, currency)
  const isReadable = canBeCompared(result)
  const main = html`<section aria-label="Verdict">
${hypothesis && html`<p>${hypothesis}</p>`}
<div class="verdict ${tone}"><p class="headline">${headline}</p><p>${detail}</p></div>
<div class="arms">${arms.map((arm, index) => renderArm(arm, result, index === 0, currency))}</div>
</section>
${
  isReadable &&
  html`<section aria-labelledby="sure"><h2 id="sure">How sure</h2>
${arms.slice(1).map((arm, index) => renderDifferences(arm.variant, result, { id: `sure-${index}`, basis, currency }))}
<p class="note">Always valid: read it every day and stop when you like. The chance that one of these intervals ever misses the truth is at most ${formatPercent(result.alpha)}${arms.length > 2 && ', shared by the arms'}.</p></section>
${renderCourses(result, basis, currency)}`
}
${renderHealth(result)}
${isReadable && renderExpectations(result, currency)}
${renderDetail(result, currency, basis)}
${isReadable && renderSegments(result, currency)}
${holdout && renderHoldout(holdout, currency)}
`
  return renderFrame({
    title: `Experiment ${experiment}`,
    heading: experiment,
    basis: `${placement === undefined ? '' : `on ${placement} · `}${basis} · made ${formatMoment(generatedAt)}`,
    main,
  })
}

function renderCourses({ course, metrics, arms }: ExperimentResult, basis: string, currency: string): Html | undefined {
  const goal = metrics[0]
  if (!goal || course.length < 2) return undefined
  const { definition } = goal
  const figures = arms.slice(1).flatMap(({ variant }, index) => {
    const days = course.flatMap(({ toMs, differences }) => {
      const difference = differences[variant]
      return difference ? [{ label: formatDay(toMs - 1), difference }] : []
    })
    if (days.length < 2) return []
    const show = (value: number) => formatDifference(definition, value, currency)
    const last = days.at(-1)?.difference
    return [
      renderFigure({
        id: `course-${index}`,
        title: `${definition.label}: ${variant} less ${arms[0]?.variant ?? 'control'}`,
        description: `Over ${days.length} days it came to ${last ? `${show(last.value)}, between ${show(last.low)} and ${show(last.high)}` : 'nothing'}.`,
        basis,
        heightPx: COURSE_HEIGHT_PX,
        drawing: drawCourse(days, definition.better, show),
        table: {
          columns: ['Up to', 'Difference', 'From', 'To', 'p, always valid'],
          rows: days.map(({ label, difference: { value, low, high, p } }) => {
            return [label, show(value), show(low), show(high), formatChance(p)]
          }),
        },
      }),
    ]
  })
  return html`${figures[0] && html`<section aria-labelledby="course"><h2 id="course">How it came about</h2>${figures}</section>`}`
}

function renderHealth(result: ExperimentResult): Html {
  return html`<section aria-labelledby="health"><h2 id="health">Can it be trusted</h2>
<ul class="checks">${explainHealth(result).map(({ tone, name, text }) => html`<li class="${tone}"><strong>${name}</strong>${text}</li>`)}</ul></section>`
}

/** What giving an arm to everyone is expected to win or to cost. */
function renderExpectations({ metrics }: ExperimentResult, currency: string): Html | undefined {
  const rows = metrics.flatMap(({ definition, comparisons }) => {
    return comparisons.flatMap(({ variant, decision }) => {
      if (!decision || definition.role === 'guardrail') return []
      const amount = (value: number) => {
        return definition.unit === 'money' ? formatAmount(value, currency) : formatSmall(value)
      }
      const cost = (perVisitor: number, total: number | undefined) => {
        return `${amount(perVisitor)}${total === undefined ? '' : ` (${amount(total)} in all)`}`
      }
      return [
        [
          `${definition.label}, ${variant}`,
          formatPercent(decision.chanceToWin),
          formatLift(decision.mean),
          cost(decision.shipping.perVisitor, decision.shipping.total),
          cost(decision.keeping.perVisitor, decision.keeping.total),
        ],
      ]
    })
  })
  if (!rows[0]) return undefined
  return html`<section aria-labelledby="expect"><h2 id="expect">What to expect</h2>
${renderTable({ columns: ['', 'Chance to win', 'Expected lift', 'Expected loss a visitor if it is given to all', 'if it is not'], rows }, 'What to expect')}
<p class="note">Bayesian, with lifts around none taken for likelier beforehand. It says how much is at stake, not when to stop: that is for the intervals above.</p></section>`
}

function renderDetail(result: ExperimentResult, currency: string, basis: string): Html {
  const { metrics, filter, period, correction, alpha } = result
  return html`<section aria-labelledby="detail"><h2 id="detail">Every number</h2>
<p class="basis">${basis}${period && ` · asked for ${formatPeriod(period)}`}${filter !== undefined && ` · ${filter}`}</p>
${metrics.map((metric) => html`<h3>${metric.definition.label} <span class="basis">${metric.definition.role} · ${defineMetric(metric.definition)}</span></h3>${renderTable(valuesOf(metric, result, currency), metric.definition.label)}`)}
<p class="note">Fixed: Welch’s test, right for one look planned beforehand, wrong far too often when it is read every day. Corrected: ${correction}, over goals and secondary metrics together; the intervals do not follow it. CUPED: how much of the noise what visitors did before took away; the differences contain it, the values of the arms do not. All at ${formatPercent(1 - alpha)}.</p></section>`
}

function valuesOf(
  { definition, arms, comparisons }: MetricResult,
  { configured }: ExperimentResult,
  currency: string,
): Table {
  const show = (value: number | undefined) =>
    value === undefined ? '–' : formatDifference(definition, value, currency)
  const against = (comparison: Comparison | undefined) => [
    show(comparison?.absolute.value),
    comparison ? `${show(comparison.absolute.low)} to ${show(comparison.absolute.high)}` : '–',
    formatLift(comparison?.relative?.value),
    formatChance(comparison?.absolute.p),
    formatChance(comparison?.pAdjusted),
    formatChance(comparison?.fixed.absolute.p),
    comparison?.cuped ? formatPercent(comparison.cuped.reduction) : '–',
  ]
  return {
    columns: [
      configured ? 'Arm' : 'Arm (no config given)',
      'Visitors',
      'Value',
      'Difference',
      'Always valid',
      'Of control',
      'p',
      'p, corrected',
      'p, fixed',
      'CUPED',
    ],
    rows: arms.map(({ variant, visitors, value }) => [
      variant,
      formatCount(visitors),
      formatMetric(definition, value, currency),
      ...against(comparisons.find((comparison) => comparison.variant === variant)),
    ]),
  }
}

function renderSegments({ segments }: ExperimentResult, currency: string): Html | undefined {
  if (!segments[0]) return undefined
  const rows = segments.flatMap(({ by, value, definition, arms, comparisons }) =>
    arms.map((arm) => {
      const comparison = comparisons.find(({ variant }) => variant === arm.variant)
      const show = (number: number) => formatDifference(definition, number, currency)
      return [
        `${by}: ${value}`,
        arm.variant,
        formatCount(arm.visitors),
        formatMetric(definition, arm.value, currency),
        comparison ? `${show(comparison.absolute.low)} to ${show(comparison.absolute.high)}` : '–',
        formatChance(comparison?.pAdjusted),
      ]
    }),
  )
  return html`<section aria-labelledby="segments"><h2 id="segments">Parts of the visitors</h2>
${renderTable({ columns: ['Part', 'Arm', 'Visitors', segments[0].definition.label, 'Difference, always valid', 'p, corrected'], rows }, 'Parts of the visitors')}
<p class="note">All parts share the chance of a false alarm, so their intervals are wide. A part that looks different is a question for the next experiment, not an answer of this one.</p></section>`
}

function renderHoldout(holdout: ExperimentResult, currency: string): Html {
  const { tone, headline, detail } = explainVerdict(holdout, currency)
  return html`<section aria-labelledby="holdout"><h2 id="holdout">The whole programme</h2>
<p class="basis">${formatPeriod(holdout.span)} · ${holdout.arms.map(({ variant, visitors }) => `${formatCountOf(visitors, 'visitor')} ${variant}`).join(', ')}</p>
<div class="verdict ${tone}"><p class="headline">${headline}</p><p>${detail}</p></div></section>`
}
