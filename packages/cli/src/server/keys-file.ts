import { closeSync, fsyncSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { resolveKeys, type WriteKey } from '@endcap/collector'
import { EndcapError } from '@endcap/core'
import { readJsonFile } from './config-file.js'

/** The write keys of a file, as objects; other fields of the file are left alone. */
export interface KeysFile {
  readonly keys: readonly WriteKey[]
  /** Replaces the keys in one step: a reader sees the old ones or the new ones. Throws `option-invalid`, and writes nothing. */
  write(keys: readonly WriteKey[]): void
}

/**
 * Reads a JSON file with a list `keys`, of texts and of `{ key, site?, origins?, from?, until? }`. Throws `file-unreadable`, `json-malformed`,
 * `option-missing`, `option-invalid`.
 */
export function readKeysFile(path: string): KeysFile {
  const json = readJsonFile(path)
  if (typeof json !== 'object' || json === null || !('keys' in json) || !Array.isArray(json.keys)) {
    throw new EndcapError('option-missing', `${path}: keys, a list`)
  }
  resolveKeys(json.keys, '*')
  return {
    keys: json.keys.map((key: string | WriteKey) => (typeof key === 'string' ? { key } : key)),
    write(keys) {
      resolveKeys(keys, '*')
      const plain = keys.map((key) => (Object.keys(key).length === 1 ? key.key : key))
      replaceFile(path, `${JSON.stringify({ ...json, keys: plain }, undefined, 2)}\n`)
    },
  }
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.tmp`
  const file = openSync(temporary, 'w', statSync(path).mode)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
}
