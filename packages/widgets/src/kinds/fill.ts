/** Puts texts into the `{}` of a label, in order. */
export function fill(label: string, ...texts: readonly string[]): string {
  return texts.reduce((filled, text) => filled.replace('{}', () => text), label)
}
