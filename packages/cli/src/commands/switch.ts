import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, defineCommand } from '../command.js'
import { CommandError } from '../io.js'

/** `endcap off` and `endcap on`: the script on every page of the shop, by one field of its config. */
function makeSwitch(name: 'off' | 'on', summary: string): Command {
  return defineCommand({
    name,
    summary,
    usage: `${name} --config FILE`,
    options: [
      {
        name: 'config',
        type: 'text',
        value: 'FILE',
        required: true,
        description: 'config.json as pages load it; written anew in one step, or made by `endcap off` where none is',
      },
    ],
    examples: [`endcap ${name} --config public/config.json`],
    async run({ values, io, output }) {
      const { readJsonFile } = await import('../server/config-file.js')
      const { replaceText } = await import('../server/replace-text.js')
      const path = resolve(io.cwd, values.config)
      if (name === 'on' && !existsSync(path)) throw new CommandError(`${values.config} is not there`)
      const config = existsSync(path) ? readJsonFile(path) : { v: 1, placements: [] }
      if (typeof config !== 'object' || config === null || Array.isArray(config)) {
        throw new CommandError(`${values.config} is not a config`, 'give the config.json of the shop')
      }
      const { off, ...rest } = config as { readonly off?: unknown }
      const wasOff = off === true
      const isOff = name === 'off'
      // What stands there already is left as it is.
      if (wasOff !== isOff) replaceText(path, `${JSON.stringify(isOff ? { ...rest, off: true } : rest, null, 2)}\n`)
      const state = isOff ? 'off: nothing is drawn or tracked' : 'on'
      output.result({ config: path, off: isOff, changed: wasOff !== isOff }, [
        `${values.config}: ${wasOff === isOff ? 'was already' : 'is now'} ${state}, from the next load of a page on`,
      ])
      return 0
    },
  })
}

/** The commands that turn the script off and on again. */
export const SWITCH: readonly Command[] = [
  makeSwitch('off', 'Turn the script off on every page that loads this config: nothing is drawn, nothing is tracked'),
  makeSwitch('on', 'Turn it on again'),
]
