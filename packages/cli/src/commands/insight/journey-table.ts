/** Rows of cells as lines: columns of equal width, the first stands left, the others right. */
export function alignRows(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** Hours as people say them: `40 minutes`, `5 hours`, `3.2 days`. */
export function showHours(hours: number | undefined): string {
  if (hours === undefined) return '–'
  if (hours < 1) return 'under an hour'
  return hours < 48 ? `${hours} ${hours === 1 ? 'hour' : 'hours'}` : `${(hours / 24).toFixed(1)} days`
}
