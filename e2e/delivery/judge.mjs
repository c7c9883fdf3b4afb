/**
 * What became of a case: its events in the warehouse against those that it expected there, and what else it minded.
 * @param {object} played a case with its run, its outcome, the duplicates on the wire and the problems of its pages
 * @param {string} browser
 * @param {Map<string, { n: number }[]>} runs rows of the raw table, by run
 */
export function judge({ entry, run, outcome, wire, problems, seconds }, browser, runs) {
  const { row, name } = entry
  const stored = runs.get(run) ?? []
  const found = new Set(stored.map(({ n }) => n))
  const expected = new Set(outcome.expected)
  const delivered = outcome.expected.filter((n) => found.has(n)).length
  const duplicates = stored.length - found.size
  const extra = [...found].filter((n) => !expected.has(n)).length
  const { wireRatio } = outcome
  const all = [
    delivered < expected.size && `${expected.size - delivered} of ${expected.size} lost`,
    duplicates > 0 && `${duplicates} stored twice`,
    extra > 0 && `${extra} stored that must not be`,
    wireRatio !== undefined &&
      wire.repeats > wire.events * wireRatio &&
      `${wire.repeats} of ${wire.events} sent again, at most ${wireRatio * 100} % may be: ${wire.numbers.join(' ')}`,
    ...(outcome.problems ?? []),
    ...problems,
  ].filter(Boolean)
  return {
    row,
    name,
    browser,
    expected: expected.size,
    delivered,
    duplicates,
    wireDuplicates: wire.repeats,
    ok: all.length === 0,
    ...(all.length > 0 && { problems: all }),
    ...(outcome.note && { note: outcome.note }),
    ...(outcome.facts && { facts: outcome.facts }),
    seconds: Math.round(seconds * 10) / 10,
  }
}
