/** A chance in percent; nobody is told to be sure. */
export function showChance(chance: number): string {
  if (chance < 0.005) return 'under 1 %'
  return chance >= 0.995 ? 'over 99 %' : `${(100 * chance).toFixed(0)} %`
}
