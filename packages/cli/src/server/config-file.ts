import { readFileSync } from 'node:fs'
import { EndcapError, type ParsedConfig, parseConfig } from '@endcap/core'

/** Reads a `config.json`: its sound parts, and the problems of the others. Throws `file-unreadable`, `json-malformed`. */
export function readConfigFile(path: string): ParsedConfig {
  return parseConfig(readJsonFile(path))
}

/** Reads a file of JSON. Throws `file-unreadable`, `json-malformed`. */
export function readJsonFile(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new EndcapError('file-unreadable', path, error)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new EndcapError('json-malformed', path, error)
  }
}
