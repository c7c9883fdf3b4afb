/** Columns of bytes, filled one value after the other. */
export interface Columns {
  put(column: number, byte: number): void
  /** All columns one after the other. */
  join(): { readonly lengths: number[]; readonly bytes: Uint8Array }
}

/** Creates so many empty columns. */
export function createColumns(count: number): Columns {
  const columns = Array.from({ length: count }, () => new Uint8Array(64))
  const lengths = new Array<number>(count).fill(0)
  return {
    put(column, byte) {
      const bytes = columns[column]!
      const length = lengths[column]!++
      if (length < bytes.length) bytes[length] = byte
      else {
        columns[column] = new Uint8Array(length * 2)
        columns[column].set(bytes)
        columns[column][length] = byte
      }
    },
    join() {
      const bytes = new Uint8Array(lengths.reduce((a, b) => a + b, 0))
      let at = 0
      columns.forEach((column, i) => {
        bytes.set(column.subarray(0, lengths[i]), at)
        at += lengths[i]!
      })
      return { lengths: lengths.slice(0, 1 + lengths.findLastIndex((length) => length > 0)), bytes }
    },
  }
}
