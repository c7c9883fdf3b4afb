/** The result as a table for people: one line a case, what is wrong below it. */
export function formatTable({ browsers, rows, ok }) {
  const lines = []
  for (const [name, { version }] of Object.entries(browsers)) {
    const own = rows.filter(({ browser }) => browser === name)
    const held = own.filter((row) => row.ok).length
    lines.push('', `${version}: ${held} of ${own.length} held`, '')
    lines.push(line(['row', '', 'case', 'delivered', 'twice', 'wire', 's']))
    for (const { row, name, ok, delivered, expected, duplicates, wireDuplicates, seconds, ...more } of own) {
      const facts = Object.entries(more.facts ?? {}).map(([key, value]) => `${key} ${value}`)
      lines.push(line([row, ok ? 'ok' : 'NO', name, `${delivered}/${expected}`, duplicates, wireDuplicates, seconds]))
      for (const text of [...(more.problems ?? []), ...(more.note ? [more.note] : [])]) lines.push(`        ${text}`)
      if (facts.length && !ok) lines.push(`        ${facts.join(', ')}`)
    }
  }
  lines.push('', ok ? 'all held' : 'some did not hold', '')
  return lines.join('\n')
}

function line([row, state, name, delivered, duplicates, wire, seconds]) {
  return `${String(row).padStart(3)} ${state.padEnd(3)} ${name.padEnd(72)} ${String(delivered).padStart(9)} ${String(duplicates).padStart(5)} ${String(wire).padStart(4)} ${String(seconds).padStart(6)}`
}
