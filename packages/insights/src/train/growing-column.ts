/** Kinds of numbers that a column may hold. */
type Numbers = Uint8Array | Uint32Array | Float64Array

/** Numbers that come one after the other, in as many bytes as they need and no more than twice that while they come. */
export interface GrowingColumn<T extends Numbers> {
  readonly length: number
  push(value: number): void
  /** What has come so far, not copied: what is changed there is changed here. */
  values(): T
}

/** Creates an empty column of one kind of numbers. */
export function createColumn<T extends Numbers>(Type: new (length: number) => T): GrowingColumn<T> {
  let values = new Type(1024)
  let length = 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (length === values.length) {
        const larger = new Type(length * 2)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    values: () => values.subarray(0, length) as T,
  }
}
