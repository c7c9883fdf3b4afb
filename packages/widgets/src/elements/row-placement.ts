import { type Placement, STRATEGIES, type StrategyName } from '@endcap/core'
import { report } from '../report.js'

let unnamed = 0

/**
 * What an `<endcap-row>` asks its client for: the id in `placement` when the config describes it, or a placement of its own
 * when the element says `strategy` or has no id. Ids are then `row-1`, `row-2`, … in the order of appearance. A value that
 * is not allowed is told by `endcap:error` and left out.
 */
export function readPlacement(host: Element): string | Placement {
  const [id, strategy, heading] = ['placement', 'strategy', 'heading'].map((name) => host.getAttribute(name))
  if (id && strategy === null) return id
  const known = (strategy ?? '')
    .split(/[\s,]+/)
    .filter((name) => STRATEGIES.includes(name as StrategyName) || (name && wrong('strategy', name, STRATEGIES)))
  return {
    id: id || `row-${++unnamed}`,
    selector: '',
    ...(known[0] && { strategy: known as StrategyName[] }),
    ...(heading !== null && { heading }),
    ...readNumber(host, 'count'),
    ...readNumber(host, 'min'),
  }
}

function readNumber(host: Element, name: 'count' | 'min') {
  const text = host.getAttribute(name)
  if (text && /^([1-9]|[1-4]\d|50)$/.test(text)) return { [name]: Number(text) }
  if (text !== null) wrong(name, text, '1 to 50')
  return undefined
}

const wrong = (attribute: string, value: string, allowed: unknown): void =>
  report('value-invalid', `<endcap-row ${attribute}>: ${value} is none of ${allowed}`)
