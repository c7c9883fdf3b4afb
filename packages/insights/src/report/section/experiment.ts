import { type ArmResult, type ExperimentResult, METRICS } from '../../experiment/result.js'
import { renderFigure } from '../chart/figure.js'
import { drawIntervals, intervalsHeightPx } from '../chart/intervals.js'
import { formatCount, formatCountOf, formatDifference, formatMetric, formatPeriod, METRIC_TITLES } from '../format.js'
import { type Html, html } from '../html.js'
import { explainVerdict, formatChance } from '../verdict-words.js'

/** One experiment: the verdict in plain words, the arms side by side, how sure each difference is, and the split. */
export function renderExperiment(result: ExperimentResult, index: number, currency: string): Html {
  const { experiment, placement, arms, span, sampleRatio, mixedVisitors, configured } = result
  const visitors = arms.reduce((sum, arm) => sum + arm.visitors, 0)
  const basis = `${formatPeriod(span)} · ${formatCountOf(visitors, 'visitor')} exposed`
  const { tone, headline, detail } = explainVerdict(result, currency)
  const id = `experiment-${index}`
  // A broken split makes every comparison worthless, so none is drawn.
  const isReadable = result.verdict.state !== 'broken' && result.verdict.state !== 'empty'
  return html`<article aria-labelledby="${id}">
<h3 id="${id}"><bdi>${experiment}</bdi>${placement && html` <span class="basis">on <bdi>${placement}</bdi></span>`}</h3>
<p class="basis">${basis}</p>
<div class="verdict ${tone}"><p class="headline">${headline}</p><p>${detail}</p></div>
<div class="arms">${arms.map((arm, position) => renderArm(arm, position === 0, visitors, currency))}</div>
${isReadable && arms.slice(1).map((arm, position) => renderDifferences(arm, `${id}-${position}`, arms[0], basis, currency))}
<p class="note">Split: ${splitWords(sampleRatio.p, sampleRatio.alarm)}${!configured && ' Equal shares are expected, since no config was given.'}${mixedVisitors > 0 && ` ${formatCountOf(mixedVisitors, 'visitor')} met more than one variant and are left out.`} Intervals are always valid: they may be read every day, and the chance that one ever misses the truth is 5 %.</p>
</article>`
}

function renderArm(arm: ArmResult, isControl: boolean, visitors: number, currency: string): Html {
  const share = visitors > 0 ? Math.round((arm.visitors / visitors) * 100) : 0
  const facts = METRICS.map(
    (name) =>
      html`<div><dt>${METRIC_TITLES[name]}</dt><dd>${formatMetric(name, arm.metrics[name].value, currency)}</dd></div>`,
  )
  return html`<div class="arm"><h4><bdi>${arm.variant}</bdi>${isControl && arm.variant !== 'control' && html` <span class="tag">control</span>`}</h4>
<p class="basis">${formatCountOf(arm.visitors, 'visitor')} (${share} %) · ${formatCount(arm.viewed)} rows and ${formatCount(arm.impressions)} cards seen · ${formatCountOf(arm.clicks, 'click')}</p>
<dl>${facts}</dl></div>`
}

function renderDifferences(
  arm: ArmResult,
  id: string,
  control: ArmResult | undefined,
  basis: string,
  currency: string,
): Html {
  const rows = METRICS.map((name) => ({ name, difference: arm.metrics[name].difference }))
  const show = (name: (typeof METRICS)[number], value: number | undefined) =>
    value === undefined ? '–' : formatDifference(name, value, currency)
  const title = `${arm.variant} against ${control?.variant ?? 'control'}`
  return renderFigure({
    id: `chart-${id}`,
    title,
    description: rows
      .map(({ name, difference }) => `${METRIC_TITLES[name]} ${show(name, difference?.value)}`)
      .join('; '),
    basis,
    heightPx: intervalsHeightPx(rows.length),
    drawing: drawIntervals(
      rows.map(({ name, difference }) => ({
        label: METRIC_TITLES[name],
        text: show(name, difference?.value),
        difference,
      })),
    ),
    table: {
      columns: ['Metric', 'Difference', 'From', 'To', 'p, always valid'],
      rows: rows.map(({ name, difference }) => [
        METRIC_TITLES[name],
        show(name, difference?.value),
        show(name, difference?.low),
        show(name, difference?.high),
        formatChance(difference?.p),
      ]),
    },
  })
}

function splitWords(p: number | undefined, alarm: boolean): string {
  if (p === undefined) return 'too few visitors to check it.'
  return alarm ? `broken (chance by luck ${formatChance(p)}).` : `as planned (chi-square p = ${formatChance(p)}).`
}
