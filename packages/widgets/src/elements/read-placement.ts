import type { GivenPlacement } from '@endcap/client'
import { STRATEGIES, type StrategyName } from '@endcap/core'
import type { Layout, Preset } from '../kinds/preset.js'
import { report } from '../report.js'

let unnamed = 0

/**
 * What an element asks its client for: the id in `placement` when the config describes it, or a placement of its own
 * when the tag or `strategy` says how products are chosen, or it has no id. Ids are then `row-1`, `related-2`, … in the order
 * of appearance. A value that is not allowed is told by `endcap:error` and left out.
 */
export function readPlacement(host: Element, name: string, preset: Preset): string | GivenPlacement {
  const [id, strategy, heading, category, brand] = ['placement', 'strategy', 'heading', 'category', 'brand'].map(
    (attribute) => host.getAttribute(attribute),
  )
  if (id && strategy === null && !preset.strategy) return id
  const known = (strategy ?? '')
    .split(/[\s,]+/)
    .filter(
      (entry) => STRATEGIES.includes(entry as StrategyName) || (entry && wrong(host, 'strategy', entry, STRATEGIES)),
    )
  const widget = readLayout(host) ?? preset.layout
  return {
    id: id || `${name}-${++unnamed}`,
    selector: '',
    ...preset,
    ...(known[0] && { strategy: known as StrategyName[] }),
    ...(widget && { widget }),
    ...(heading !== null && { heading }),
    ...(category && { category }),
    ...(brand && { brand }),
    ...readNumber(host, 'count'),
    ...readNumber(host, 'min'),
  }
}

/** What the attribute `layout` says. */
export function readLayout(host: Element): Layout | undefined {
  const layout = host.getAttribute('layout') ?? ''
  if (/^(row|grid|list)$/.test(layout)) return layout as Layout
  return layout ? void wrong(host, 'layout', layout, 'row,grid,list') : undefined
}

function readNumber(host: Element, attribute: 'count' | 'min') {
  const text = host.getAttribute(attribute)
  if (text && /^([1-9]|[1-4]\d|50)$/.test(text)) return { [attribute]: Number(text) }
  if (text !== null) wrong(host, attribute, text, '1 to 50')
  return undefined
}

const wrong = (host: Element, attribute: string, value: string, allowed: unknown): void =>
  report('value-invalid', `<${host.localName} ${attribute}>: ${value} is none of ${allowed}`)
