import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { createShardedModel, decodeModel, isManifest } from '@endcap/ranker'
import { type Check, fail, ok, warn } from './check.js'

/** The bytes of a file by its path in the site; undefined when it is not there. */
export type ReadPart = (path: string) => Promise<Uint8Array | undefined>

/** What `data-model` may name. */
const NAMES = ['current.json', 'manifest.bin', 'model.bin'] as const
/** So many items of a sharded model are looked up. */
const PROBES = 12
const AGAIN = 'train it again with this version by `endcap train`'
const COPY = 'copy the whole folder to where pages read it, `current.json` or the manifest last'

/**
 * Checks each model in `model/`: one file; a manifest, with the shards of some of its items; `current.json`, with its version's
 * file, whose checksum must be the published one. Warns when there is none.
 */
export async function checkModels(read: ReadPart): Promise<Check[]> {
  const checks: Check[] = []
  for (const name of NAMES) {
    const bytes = await read(`model/${name}`)
    if (!bytes) continue
    checks.push(name === 'current.json' ? await checkCurrent(bytes, read) : await checkFile(name, bytes, read))
  }
  if (checks.length > 0) return checks
  const detail = `none of ${NAMES.join(', ')} is in model/: rows are filled by content and popularity`
  return [warn('model', detail, 'make one by `endcap train`')]
}

async function checkCurrent(bytes: Uint8Array, read: ReadPart): Promise<Check> {
  // It brings the warehouse along, which takes a moment.
  const { parseCurrent } = await import('@endcap/insights')
  const current = parseCurrent(unpack(bytes))
  if (!current)
    return fail(
      'model',
      'current.json is damaged',
      'write it again by `endcap models roll-back` or `endcap train --publish`',
    )
  const { version, files } = current
  const file = (['manifest.bin', 'model.bin'] as const)
    .map((name) => files.find(({ path }) => path === name))
    .find((found) => found !== undefined)
  if (!file)
    return fail('model', `current.json: version ${version} holds no model`, 'publish by `endcap train --publish`')
  const path = `${version}/${file.path}`
  const model = await read(`model/${path}`)
  if (!model) return fail('model', `current.json names ${path}, which is not there`, COPY)
  const plain = unpack(model)
  if (![model, plain].some((each) => createHash('sha256').update(each).digest('hex') === file.sha256))
    return fail('model', `${path} is not the file that was published`, COPY)
  return checkFile(path, model, read)
}

/** `path`: in `model/`. */
async function checkFile(path: string, bytes: Uint8Array, read: ReadPart): Promise<Check> {
  const file = bufferOf(unpack(bytes))
  try {
    if (isManifest(file)) return await checkShards(path, file, read)
    const { header } = decodeModel(file)
    return ok('model', `${path}: version ${header.version}, ${header.items} items`)
  } catch (error) {
    return fail('model', textOf(error), AGAIN)
  }
}

/** Looks some of the manifest's own items up, as a page does. */
async function checkShards(path: string, manifest: ArrayBuffer, read: ReadPart): Promise<Check> {
  const failed: string[] = []
  const load = async (name: string): Promise<ArrayBuffer> => {
    const part = await read(`model/${path.replace(/[^/]*$/, name)}`)
    if (!part) throw new Error('not there')
    return bufferOf(unpack(part))
  }
  const sharded = createShardedModel(manifest, load, {
    onError: ({ code }, name) => failed.push(`${name} is ${code === 'network-failed' ? 'not there' : 'damaged'}`),
  })
  const { header, ids } = sharded.model
  const step = Math.max(1, Math.floor(ids.length / PROBES))
  await sharded.want(ids.filter((_, item) => item % step === 0).slice(0, PROBES))
  const [first] = failed
  if (!first) return ok('model', `${path}: version ${header.version}; every shard that was looked at is there`)
  const more = failed.length > 1 ? `, and ${failed.length - 1} more` : ''
  return fail('model', `${path}: version ${header.version}: ${first}${more}`, COPY)
}

/** Models are shipped gzipped where a CDN does not compress them. */
const unpack = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0x1f && bytes[1] === 0x8b ? new Uint8Array(gunzipSync(bytes)) : bytes

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

const textOf = (error: unknown): string => (error as Error).message.replace(/^\[endcap\] /, '')
