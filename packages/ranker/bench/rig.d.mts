import type { Model } from '@endcap/core'

/** Neighbours by item: [item, code] pairs; a code c weighs c / 255. */
export type PlantedTable = Readonly<Record<string, readonly (readonly [string, number])[]>>

/** What a planted model holds. */
export interface PlantedModel {
  readonly ids: readonly string[]
  /** Below 8. */
  readonly count?: readonly number[]
  readonly trend?: readonly number[]
  readonly view?: PlantedTable
  readonly cart?: PlantedTable
  readonly steps?: readonly number[]
  readonly own?: readonly number[]
  /** So many of the last ids have no rows. */
  readonly foreign?: number
  /** Goes into the header. */
  readonly more?: object
}

export function plantModel(planted: PlantedModel): ArrayBuffer
export function plantSharded(planted: PlantedModel): Record<string, ArrayBuffer>
export function assemble(header: string, body: Uint8Array): ArrayBuffer
export function seal(bytes: ArrayBuffer): ArrayBuffer
export function takeApart(file: ArrayBuffer): { header: string; body: Uint8Array }
export function check(model: Model): void
export function mutate(
  file: ArrayBuffer,
  count: number,
  options?: { readonly read?: (bytes: ArrayBuffer) => Model | Promise<Model>; readonly seed?: number },
): Promise<{ readonly refused: number; readonly read: number; readonly slowestMs: number }>
