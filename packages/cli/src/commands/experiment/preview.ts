import type { JsonWebKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineCommand } from '../../command.js'
import { CommandError, UsageError } from '../../io.js'
import { readConfigFile } from '../../server/config-file.js'

const DAY_MS = 86_400_000

/** `endcap experiment preview`: a link that shows one variant and counts nothing. */
export const preview = defineCommand({
  name: 'experiment preview',
  summary: 'Sign a link that shows a variant without counting the visit, or make the key that signs such links',
  usage: 'experiment preview --key FILE (--new-key | --experiment ID --variant ID [options])',
  options: [
    { name: 'key', type: 'text', value: 'FILE', required: true, description: 'Private key; keep it from others' },
    {
      name: 'new-key',
      type: 'flag',
      description: 'Write a new key to the file, readable by its owner alone, and print the previewKey of the config',
    },
    { name: 'experiment', type: 'text', value: 'ID', description: 'Which one' },
    { name: 'variant', type: 'text', value: 'ID', description: 'What it shows; interleaved for a drafted list' },
    { name: 'url', type: 'text', value: 'URL', description: 'Page to open (left out: the parameter alone is printed)' },
    { name: 'days', type: 'number', default: 7, range: [1, 365], description: 'How long the link works' },
    {
      name: 'config',
      type: 'text',
      value: 'FILE',
      description: 'Look there for experiment, variant and previewKey first',
    },
  ],
  examples: [
    'endcap experiment preview --new-key --key preview-key.json',
    'endcap experiment preview --key preview-key.json --experiment heading --variant short --url https://shop.example/',
  ],
  async run({ values, io, output }) {
    const { createPreviewKey, publicPreviewKey, signPreview } = await import('@endcap/insights')
    const { experiment, variant, url, days, config } = values
    const file = resolve(io.cwd, values.key)
    if (values['new-key']) {
      const key = createPreviewKey()
      try {
        writeFileSync(file, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' })
      } catch (cause) {
        throw new CommandError(
          `${values.key} cannot be written: ${(cause as Error).message}`,
          'name a file that is not there',
        )
      }
      const previewKey = publicPreviewKey(key)
      output.result({ previewKey, file }, [previewKey])
      output.note('put it into the config as "previewKey"; the file signs links, so keep it from others')
      return 0
    }
    if (!experiment || !variant) throw new UsageError('--experiment and --variant are required, or --new-key')
    if (url !== undefined && !URL.canParse(url))
      throw new UsageError('--url is an address such as https://shop.example/')
    const key = readKey(file, values.key)
    if (config !== undefined) {
      const parsed = readConfigFile(resolve(io.cwd, config)).config
      const found = parsed.experiments?.find(({ id }) => id === experiment)
      if (!found)
        throw new CommandError(`${config} has no experiment ${experiment}`, 'name one that it has, a draft for example')
      const ids = [...found.variants.map(({ id }) => id), ...(found.interleave ? ['interleaved'] : [])]
      if (!ids.includes(variant))
        throw new CommandError(`${experiment} has no variant ${variant}`, `it has ${ids.join(', ')}`)
      if (parsed.previewKey !== publicPreviewKey(key))
        throw new CommandError(
          `${values.key} does not belong to the previewKey of ${config}`,
          `it is ${publicPreviewKey(key)}`,
        )
    }
    const until = io.now() + days * DAY_MS
    const token = signPreview(key, { experiments: { [experiment]: variant }, until })
    const address = url === undefined ? undefined : new URL(url)
    address?.searchParams.set('endcap_preview', token)
    output.result({ token, until: new Date(until).toISOString(), ...(address && { url: address.href }) }, [
      address?.href ?? `endcap_preview=${token}`,
    ])
    return 0
  },
})

function readKey(file: string, name: string): JsonWebKey {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new CommandError(
      `${name} cannot be read: ${(cause as Error).message}`,
      'make it by `endcap experiment preview --new-key`',
    )
  }
}
