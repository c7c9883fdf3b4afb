import { readConfigFile } from '../server/config-file.js'
import type { SettingsProblem } from './read-settings.js'

/** Everything that is wrong with the config of the pages, in whole: what a page would leave out. Throws `file-unreadable`, `json-malformed`. */
export const checkConfig = (path: string): SettingsProblem[] =>
  readConfigFile(path).problems.map(({ path: at, code, detail }) => ({
    place: `${path} ${at}`,
    detail: detail ? `${code}, ${detail}` : code,
  }))
