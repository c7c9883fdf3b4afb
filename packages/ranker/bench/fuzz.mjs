/**
 * Whether damaged model files are refused or read, whatever the damage: model, manifest, shard and directory file, a quarter
 * of the mutations each, half with a checksum that fits. Prints a line of JSON; exit code 1 when one was neither.
 *
 *   node packages/ranker/bench/fuzz.mjs [MUTATIONS]
 */
import { EndcapError } from '@endcap/core'
import { createShardedModel } from '@endcap/ranker'
import { mutate, plantModel, plantSharded } from './rig.mjs'

const mutations = Number(process.argv[2] ?? 100_000)
const planted = {
  ids: ['mug', 'théière', 'spoon', 'fork', 'knife', 'plate'],
  count: [5, 3, 1, 1, 2, 7],
  trend: [0.5, 2, 0],
  view: {
    mug: [
      ['théière', 255],
      ['spoon', 51],
      ['mug', 3],
    ],
    fork: [
      ['knife', 9],
      ['plate', 90],
    ],
    plate: [['fork', 7]],
  },
  cart: { spoon: [['mug', 102]], knife: [['fork', 20]] },
  own: [0.1, 0.05],
}
const files = plantSharded(planted)
const result = { mutations }
let isSound = true
for (const [kind, name] of Object.entries({
  model: '',
  manifest: 'manifest.bin',
  shard: '-s1.bin',
  directory: '-d1.bin',
})) {
  const full = Object.keys(files).find((file) => name && file.endsWith(name))
  try {
    const options = full ? { read: (bytes) => open({ ...files, [full]: bytes }) } : {}
    result[kind] = await mutate(full ? files[full] : plantModel(planted), Math.ceil(mutations / 4), options)
  } catch (error) {
    isSound = false
    result[kind] = String(error?.stack ?? error)
  }
}
result.heapMb = Math.round(process.memoryUsage().rss / 1e6)
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(isSound ? 0 : 1)

/** All items of a sharded model; what was reported is thrown. */
async function open(from) {
  let problem
  const sharded = createShardedModel(
    from['manifest.bin'],
    async (name) => from[name] ?? Promise.reject(new Error(name)),
    {
      onError: (error) => {
        problem = error
      },
    },
  )
  await sharded.want(planted.ids)
  // A file that the damaged one leads to and that is not there is done without.
  if (problem instanceof EndcapError && problem.code === 'model-damaged') throw problem
  return sharded.model
}
