import { type Coding, checksum32, checksumWords, MODEL_FORMAT, MODEL_MAGIC, type ModelHeader } from '@endcap/core'
import type { FittedModel } from './fit.js'
import { planIds } from './ids.js'
import { orderItems } from './order.js'
import { type KeptTables, preparePrune } from './prune.js'
import { codeTrends, FINE_RATIO, type QuantisedModel, quantise, type TrendCodes } from './quantise.js'
import { createPartWriter } from './write-part.js'

/** Columns of one kind: gzip finds each its own code. */
export const CLASSES = 16

/** Writes all of a model into one file, weights in fine steps. Same model, same bytes. */
export function encodeModel(fitted: FittedModel): Uint8Array<ArrayBuffer> {
  const trends = codeTrends(fitted.trend)
  const kept = preparePrune(fitted, trends)(1)
  return smallest(layOut(fitted, kept, trends, FINE_RATIO, true).map(encodeQuantised))
}

/** The model in codes, in each order that may turn out the smallest. `isWhole`: items without pairs stay, at the end. */
export function layOut(
  fitted: FittedModel,
  kept: KeptTables,
  trends: TrendCodes,
  ratio: number,
  isWhole: boolean,
): QuantisedModel[] {
  const { depth, halves } = orderItems(kept.cart === kept.view ? [kept.view] : [kept.view, kept.cart], fitted.count)
  return [depth, halves].map((order) =>
    quantise(fitted, kept, trends, isWhole ? withRest(order, fitted) : order, ratio),
  )
}

/** Items of no pair follow by falling trend: they are known by count and trend. */
export function withRest(order: Uint32Array, { count, trend }: FittedModel): Uint32Array {
  const isPlaced = new Uint8Array(count.length)
  for (const item of order) isPlaced[item] = 1
  const rest = Uint32Array.from(count, (_, item) => item).filter((item) => !isPlaced[item])
  rest.sort((a, b) => trend[b]! - trend[a]! || a - b)
  const all = new Uint32Array(count.length)
  all.set(order)
  all.set(rest, order.length)
  return all
}

/** Writes one file. */
export function encodeQuantised(model: QuantisedModel): Uint8Array<ArrayBuffer> {
  const items = Uint32Array.from(model.ids, (_, item) => item)
  const part = createPartWriter(model, planIds(model.ids), CLASSES)({ items, home: items.length })
  const header: ModelHeader = { version: '', ...model.info, ...part.header, coding: codingOf(model) }
  return assemble({ ...header, version: versionOf([assemble(header, part.body)]) }, part.body)
}

/** How codes are read. */
export function codingOf({ trend, tables: { view, cart } }: QuantisedModel): Coding {
  return { trend, tables: { view: view.coding, cart: cart === view ? 'same' : cart.coding } }
}

/** Eight hexadecimal digits of what files hold before they know it. */
export function versionOf(files: readonly Uint8Array[]): string {
  const sums = Uint32Array.from(files, checksum32)
  return checksum32(new Uint8Array(sums.buffer)).toString(16).padStart(8, '0')
}

/** A file of any kind. */
export function assemble(header: object, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const bare = new TextEncoder().encode(JSON.stringify(header))
  const headerBytes = bare.length + (-(bare.length + body.length) & 3)
  const bytes = new Uint8Array(16 + headerBytes + body.length)
  bytes.fill(0x20, 16, 16 + headerBytes)
  bytes.set(bare, 16)
  bytes.set(body, 16 + headerBytes)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, MODEL_MAGIC, true)
  head.setUint32(4, MODEL_FORMAT, true)
  head.setUint32(12, headerBytes, true)
  head.setUint32(8, checksumWords(new Uint32Array(bytes.buffer, 12)), true)
  return bytes
}

/** Of files of one model; the first of equals. */
export const smallest = <Bytes extends Uint8Array>(files: readonly Bytes[]): Bytes =>
  files.reduce((least, file) => (file.length < least.length ? file : least))
