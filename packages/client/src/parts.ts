import type { Config, Placement } from '@endcap/core'

/** Scripts that a page loads when its placements ask for them. */
export interface Parts {
  rules?: typeof import('./rules.js')
  gate?: typeof import('./gate.js')
}

const RULED = /"rules":/
const GATED = /"(audience|schedule|frequency|campaign|message|survey)":/

/**
 * Loads into `parts` what a config or a placement asks for and that is not there. Undefined where nothing is missing; resolves to true,
 * and rejects when a script does not come.
 */
export function loadParts(parts: Parts, asking: Config | Placement): Promise<boolean> | undefined {
  const text = JSON.stringify(asking)
  const isRuled = !parts.rules && RULED.test(text)
  const isGated = !parts.gate && GATED.test(text)
  if (!isRuled && !isGated) return undefined
  return Promise.all([isRuled && import('./rules.js'), isGated && import('./gate.js')]).then(([rules, gate]) => {
    if (rules) parts.rules = rules
    if (gate) parts.gate = gate
    return true
  })
}
