import { EndcapError } from '@endcap/core'

/** The version in use of a folder of versions. */
export interface CurrentVersion {
  /** Beside `current.json`, with its slash at the end. */
  readonly folder: string
  /** The file to read in that folder. */
  readonly path: 'manifest.bin' | 'model.bin'
  readonly hasWeights: boolean
}

/** A name that stays in its folder. */
const VERSION = /^\w[\w.-]*$/

/**
 * Reads `current.json`, as `endcap train --publish` and `endcap models` write it. Of a sharded version the manifest is the file to
 * read. Throws `json-malformed`, `value-invalid` for a version that names no folder, `reference-unknown` where no file is a model.
 */
export function readCurrent(bytes: ArrayBuffer): CurrentVersion {
  let version: string
  let files: readonly { readonly path: string }[]
  try {
    ;({ version, files } = JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    throw new EndcapError('json-malformed', 'current.json', cause)
  }
  if (typeof version !== 'string' || !VERSION.test(version))
    throw new EndcapError('value-invalid', 'current.json/version')
  const has = (path: string) => Array.isArray(files) && files.some((file) => file?.path === path)
  const path = (['manifest.bin', 'model.bin'] as const).find(has)
  if (!path) throw new EndcapError('reference-unknown', `current.json: version ${version} has no model`)
  return { folder: `${version}/`, path, hasWeights: has('weights.json') }
}
