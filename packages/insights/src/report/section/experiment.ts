import type { ArmResult, ExperimentResult } from '../../experiment/result.js'
import { renderFigure } from '../chart/figure.js'
import { drawIntervals, intervalsHeightPx } from '../chart/intervals.js'
import { formatCount, formatCountOf, formatDifference, formatLift, formatMetric, formatPeriod } from '../format.js'
import { type Html, html } from '../html.js'
import { explainVerdict, formatChance } from '../verdict-words.js'

/** One experiment: the verdict in plain words, the arms side by side, how sure each difference is, and the split. */
export function renderExperiment(result: ExperimentResult, index: number, currency: string): Html {
  const { experiment, placement, arms, span, configured } = result
  const { sampleRatio, mixed } = result.health
  const visitors = arms.reduce((sum, arm) => sum + arm.visitors, 0)
  const basis = `${formatPeriod(span)} · ${formatCountOf(visitors, 'visitor')} exposed`
  const { tone, headline, detail } = explainVerdict(result, currency)
  const id = `experiment-${index}`
  const isReadable = canBeCompared(result)
  return html`<article aria-labelledby="${id}">
<h3 id="${id}"><bdi>${experiment}</bdi>${placement && html` <span class="basis">on <bdi>${placement}</bdi></span>`}</h3>
<p class="basis">${basis}</p>
<div class="verdict ${tone}"><p class="headline">${headline}</p><p>${detail}</p></div>
<div class="arms">${arms.map((arm, position) => renderArm(arm, result, position === 0, currency))}</div>
${isReadable && arms.slice(1).map((arm, position) => renderDifferences(arm.variant, result, { id: `${id}-${position}`, basis, currency }))}
<p class="note">Split: ${splitWords(sampleRatio.p, sampleRatio.alarm)}${!configured && ' Equal shares are expected, since no config was given.'}${mixed.visitors > 0 && ` ${formatCountOf(mixed.visitors, 'visitor')} met more than one variant and are left out.`} Intervals are always valid: they may be read every day, and the chance that one ever misses the truth is 5 %.</p>
</article>`
}

/** A broken split, or visitors who met everything, make every comparison worthless, so none is drawn. */
export function canBeCompared({ verdict }: ExperimentResult): boolean {
  return !['broken', 'mixed', 'empty'].includes(verdict.state)
}

/** One arm, with what it showed and what came of it. */
export function renderArm(
  arm: ArmResult,
  { arms, metrics }: ExperimentResult,
  isControl: boolean,
  currency: string,
): Html {
  const visitors = arms.reduce((sum, other) => sum + other.visitors, 0)
  const share = visitors > 0 ? Math.round((arm.visitors / visitors) * 100) : 0
  const facts = metrics.map(({ definition, arms: values }) => {
    const own = values.find(({ variant }) => variant === arm.variant)
    return html`<div><dt>${definition.label}</dt><dd>${formatMetric(definition, own?.value, currency)}</dd></div>`
  })
  return html`<div class="arm"><h4><bdi>${arm.variant}</bdi>${isControl && arm.variant !== 'control' && html` <span class="tag">control</span>`}</h4>
<p class="basis">${formatCountOf(arm.visitors, 'visitor')} (${share} %) · ${formatCount(arm.viewed)} rows and ${formatCount(arm.impressions)} cards seen · ${formatCountOf(arm.clicks, 'click')}</p>
<dl>${facts}</dl></div>`
}

/** An arm against control on every metric, as bars and as a table. */
export function renderDifferences(
  variant: string,
  { arms, metrics }: ExperimentResult,
  { id, basis, currency }: { readonly id: string; readonly basis: string; readonly currency: string },
): Html {
  const rows = metrics.map(({ definition, comparisons }) => {
    const comparison = comparisons.find((other) => other.variant === variant)
    const show = (value: number | undefined) =>
      value === undefined ? '–' : formatDifference(definition, value, currency)
    return { definition, comparison, show }
  })
  const title = `${variant} against ${arms[0]?.variant ?? 'control'}`
  return renderFigure({
    id: `chart-${id}`,
    title,
    description: rows
      .map(({ definition, comparison, show }) => `${definition.label} ${show(comparison?.absolute.value)}`)
      .join('; '),
    basis,
    heightPx: intervalsHeightPx(rows.length),
    drawing: drawIntervals(
      rows.map(({ definition, comparison, show }) => ({
        label: definition.label,
        text: show(comparison?.absolute.value),
        difference: comparison?.absolute,
        better: definition.better,
      })),
    ),
    table: {
      columns: ['Metric', 'Difference', 'From', 'To', 'In percent of control', 'p, always valid', 'p, corrected'],
      rows: rows.map(({ definition, comparison, show }) => [
        definition.label,
        show(comparison?.absolute.value),
        show(comparison?.absolute.low),
        show(comparison?.absolute.high),
        formatLift(comparison?.relative?.value),
        formatChance(comparison?.absolute.p),
        formatChance(comparison?.pAdjusted),
      ]),
    },
  })
}

function splitWords(p: number | undefined, alarm: boolean): string {
  if (p === undefined) return 'too few visitors to check it.'
  return alarm ? `broken (chance by luck ${formatChance(p)}).` : `as planned (chi-square p = ${formatChance(p)}).`
}
