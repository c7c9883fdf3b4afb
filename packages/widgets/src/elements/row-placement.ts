import { type Placement, STRATEGIES, type StrategyName } from '@endcap/core'
import { report } from '../report.js'

let unnamed = 0

/**
 * What an `<endcap-row>` asks its client for: the id in `placement` when the config describes it, or a placement of its own
 * when the element says `strategy` or has no id. Ids are then `row-1`, `row-2`, … in the order of appearance.
 */
export function readPlacement(host: Element): string | Placement {
  const id = host.getAttribute('placement')
  const strategy = host.getAttribute('strategy')
  if (id && strategy === null) return id
  const heading = host.getAttribute('heading')
  const [count, min] = [integer(host, 'count', 50), integer(host, 'min', 50)]
  const known = (strategy ?? '').split(/[\s,]+/).filter((entry) => isStrategy(entry)) as StrategyName[]
  return {
    id: id || `row-${++unnamed}`,
    selector: '',
    ...(known.length > 0 && { strategy: known }),
    ...(heading !== null && { heading }),
    ...(count && { count }),
    ...(min && { min }),
  }
}

function isStrategy(entry: string): boolean {
  const isKnown = STRATEGIES.some((strategy) => strategy === entry)
  if (entry && !isKnown) report('value-invalid', `<endcap-row strategy>: ${entry} is none of ${STRATEGIES.join(', ')}`)
  return isKnown
}

function integer(host: Element, attribute: string, max: number): number | undefined {
  const text = host.getAttribute(attribute)
  if (text === null) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= max) return value
  report('value-invalid', `<endcap-row ${attribute}>: ${text} is not a whole number from 1 to ${max}`)
  return undefined
}
