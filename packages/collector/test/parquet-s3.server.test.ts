import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { DuckDBInstance } from '@duckdb/node-api'
import { type S3Service, startS3 } from '@endcap/testkit/services/s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createParquetSink } from '../src/index.js'
import { makeBatch, makeEvents, makeFolder, startRig } from './rig.js'
import { sinkSuite } from './sink-suite.js'

let storage: S3Service
let client: S3Client
let prefixes = 0

beforeAll(async () => {
  storage = await startS3()
  const { endpoint, credentials } = storage
  client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
})
afterAll(async () => {
  client.destroy()
  await storage.close()
})

/** A prefix of its own in the bucket. */
async function setup() {
  const { endpoint, bucket, credentials, start, stop } = storage
  const prefix = `shop-${++prefixes}`

  /** The objects of the prefix as files. */
  async function download(): Promise<{ folder: string; names: string[] }> {
    const folder = await makeFolder()
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/` }))
    const names = Contents.flatMap(({ Key }) => (Key ? [Key] : []))
    for (const Key of names) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }))
      await mkdir(dirname(join(folder, Key)), { recursive: true })
      await writeFile(join(folder, Key), (await Body?.transformToByteArray()) ?? '')
    }
    return { folder: join(folder, prefix), names }
  }
  return {
    create: () => createParquetSink({ s3: { endpoint, bucket, credentials, prefix }, batch: { lingerMs: 0 } }),
    download,
    async ids() {
      const { folder, names } = await download()
      if (!names.some((name) => name.startsWith(`${prefix}/events/`))) return []
      const instance = await DuckDBInstance.create(':memory:')
      const connection = await instance.connect()
      const rows = await connection.runAndReadAll(`SELECT event_id FROM read_parquet('${folder}/events/*/*.parquet')`)
      const ids = rows.getRows().map(([id]) => String(id))
      connection.closeSync()
      instance.closeSync()
      return ids
    },
    setBroken: (isBroken: boolean) => (isBroken ? stop() : start()),
  }
}

sinkSuite('parquet on S3', setup)

test('storage that is away and comes back: all events, each once', async () => {
  const { create, ids, download } = await setup()
  const { post, collector } = await startRig({ sinks: [create()] })
  const events = makeEvents(40)
  await post(makeBatch(events.slice(0, 20)))
  await collector.flush()
  const failed = new Promise((resolve) => collector.on('error', resolve))
  await storage.stop()
  await post(makeBatch(events.slice(20)))
  await failed
  await storage.start()
  await collector.flush()
  expect((await ids()).sort()).toEqual(events.map(({ id }) => id).sort())
  expect((await download()).names.filter((name) => name.includes('/events/dt='))).toHaveLength(2)
})
