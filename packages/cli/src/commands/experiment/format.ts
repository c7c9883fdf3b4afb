/** Numbers in the answers about experiments. */

/** `12.3 %`. */
export function percent(ratio: number, digits = 1): string {
  return `${(ratio * 100).toFixed(digits)} %`
}

/** `12,345`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** `+20.0 %`, `−5.0 %`. */
export function signedPercent(ratio: number): string {
  return `${ratio < 0 ? '−' : '+'}${percent(Math.abs(ratio))}`
}
