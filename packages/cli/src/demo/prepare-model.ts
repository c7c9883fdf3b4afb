import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MODEL_FORMAT } from '@endcap/core'
import { VERSION } from '../version.js'

/** Trains `<data>/model/model.bin` from an order file, unless the same orders gave the one that is there, in today's format. */
export async function prepareModel(
  dataDir: string,
  ordersFile: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const model = join(dataDir, 'model', 'model.bin')
  const stampFile = join(dataDir, 'model.stamp')
  const stamp = createHash('sha256')
    .update(`${VERSION} ${MODEL_FORMAT} `)
    .update(readFileSync(ordersFile))
    .digest('hex')
  if (existsSync(model) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  onProgress('training the model from the shop’s orders')
  const { trainFrom } = await import('../server/train-from.js')
  await trainFrom(ordersFile, model, onProgress)
  writeFileSync(stampFile, stamp)
}
