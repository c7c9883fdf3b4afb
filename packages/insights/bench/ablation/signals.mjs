import { ask, asModel, differences, fit, say, shrink } from './lab.mjs'

/** Of a large set, the newest rows: each signal is a fit of its own. */
const ROWS = 120_000

/**
 * Each signal and the values that switch it off. The other settings stay as they were chosen with it, so what is lost is what the signal
 * carries beyond the rest, and at most that.
 */
export const SIGNALS = [
  { name: 'direction: what came after counts more than what came before', off: { backwardRatio: 1 } },
  { name: 'distance: near in a visit counts more than far', off: { distanceScale: 1000 } },
  { name: 'age: new visits count more than old ones', off: { halfLifeRatio: 0 } },
  { name: 'trend: what is met more of late than before counts more', off: { trendPower: 0 } },
  { name: 'diffusion: rare items borrow from their neighbours’ rows', off: { spread: 0, spreadAgain: 0 } },
  { name: 'popularity and power: weights are shaped', off: { popularityPower: 0, weightPower: 1 } },
  { name: 'confidence: rows of few visits count less', off: { confidence: 0 } },
  { name: 'content: likeness in the catalogue', off: { contentShare: 0 } },
  { name: 'memory: items before the current one', off: { earlierShare: 0 } },
  { name: 'own history: a return to what was met', off: { ownBonus: 0 } },
]
const BASKETS = {
  name: 'order of the lines in a basket (off: a ridge over unordered baskets)',
  settings: { baskets: 'ridge' },
}

/** Quality with every signal, and what each loses when it is off. */
export function measureSignals(whole, table) {
  const set = shrink(whole, ROWS)
  const base = set.protocol === 'basket' ? { baskets: 'order', table } : { table }
  const full = ask(set, asModel(fit(set, base)))
  const isOff = (off) => Object.entries(off).every(([setting, value]) => table[setting] === value)
  const usable = ({ off }) => Object.keys(off).every((setting) => Object.hasOwn(table, setting))
  const variants = SIGNALS.filter(usable).map(({ name, off }) => ({
    name,
    isOff: isOff(off),
    settings: { ...base, table: { ...table, ...off } },
  }))
  if (set.protocol === 'basket') variants.push(BASKETS)
  const asked = variants.filter(({ isOff }) => !isOff)
  const results = asked.map(({ name, settings }) => {
    say(`  ${set.name}: without ${name}`)
    return ask(set, asModel(fit(set, settings)))
  })
  const found = differences([full, ...results])
  return {
    set: set.name,
    protocol: set.protocol,
    predictions: full.predictions,
    table,
    hr: full.at[20].hr,
    mrr: full.at[20].mrr,
    signals: variants.map((variant) => {
      const at = asked.indexOf(variant)
      // Chosen off: the signal buys nothing here.
      return at < 0 ? { name: variant.name, isOff: true } : { name: variant.name, ...found[at] }
    }),
  }
}
