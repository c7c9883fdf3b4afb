/** What a page without a model does not load. */
import type { Model, Profile } from '@endcap/core'
import { decodeModel, isManifest, type RankContext } from '@endcap/ranker'
import { readCurrent } from './current.js'
import type { Fail } from './fail.js'
import type { Get, InTime } from './files.js'
import { gunzip } from './gunzip.js'
import type { ClientOptions } from './options.js'
import { tellModel } from './tell-model.js'

/** Whom a list is for, and where, at this moment. */
export type Ask = () => { readonly profile: Profile; readonly context: RankContext }

/** A model as a page has it. That of a sharded one grows: its fields are getters. */
export interface PageModel extends Model {
  /**
   * Of a sharded model: loads what the question needs. Resolves when all of it has come, has failed or is late; what was late
   * calls `onLate` when it has come. Never rejects.
   */
  want?(ask: Ask, onLate: () => void): Promise<void>
  /** `weights.json` of the published version, as it came. */
  weights?: object | undefined
}

/**
 * Reads what came from the address of the model, gzipped or not: a model file, a manifest, or the `current.json` of a folder of
 * versions, which names one of these. Undefined, and told to `fail`, when that cannot be: `model-damaged`, `network-failed`, or
 * what {@link readCurrent} finds wrong. Shards are loaded when they are wanted; a manifest that came without an address has none.
 */
export async function readModel(
  bytes: ArrayBuffer,
  { model, weights }: Pick<ClientOptions, 'model' | 'weights'>,
  get: Get,
  inTime: InTime,
  fail: Fail,
): Promise<PageModel | undefined> {
  let name = ''
  try {
    let address = typeof model === 'string' ? model.replace(/[?#].*/, '') : ''
    let file = await gunzip(bytes)
    let learned: Promise<unknown> | undefined
    if (/\.json$/.test(address) || new Uint8Array(file)[0] === OPENING_BRACE) {
      const { folder, path, hasWeights } = readCurrent(file)
      const version = folderOf(address) + folder
      name = `${folder + path}: `
      address = version + path
      if (hasWeights && !weights) {
        learned = get(`${version}weights.json`, 'json', 'force-cache').catch((cause) => {
          fail('network-failed', `weights: ${cause}`, cause)
        })
      }
      file = await gunzip(await get<ArrayBuffer>(address, 'arrayBuffer', 'force-cache'))
    }
    const read: PageModel =
      address && isManifest(file)
        ? (await import('./shards.js')).openShards(file, folderOf(address), get, inTime, fail)
        : decodeModel(file)
    read.weights = (await learned) as object | undefined
    return read
  } catch (error) {
    tellModel(fail, name, error)
    return undefined
  }
}

const OPENING_BRACE = 0x7b

/** With its slash at the end; empty for a name alone. */
const folderOf = (address: string): string => address.replace(/[^/]*$/, '')
