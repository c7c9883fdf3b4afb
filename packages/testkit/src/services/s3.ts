import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { freePorts } from './process.js'

/** Storage that speaks S3, with one empty bucket. */
export interface S3Service {
  readonly endpoint: string
  readonly bucket: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  start(): Promise<void>
  stop(): Promise<void>
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

/** Starts an S3-compatible server in this process, with its files in a temporary folder. */
export async function startS3(): Promise<S3Service> {
  const folder = await mkdtemp(join(tmpdir(), 'endcap-s3-'))
  const [port = 0] = await freePorts(1)
  const bucket = 'events'
  const create = () =>
    new S3rver({ address: '127.0.0.1', port, directory: folder, silent: true, configureBuckets: [{ name: bucket }] })
  let server: S3rver | undefined

  async function start(): Promise<void> {
    server = create()
    await server.run()
  }
  async function stop(): Promise<void> {
    await server?.close()
    server = undefined
  }
  await start()
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    // The only pair that s3rver knows.
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    start,
    stop,
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
