import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { loadClient } from '../load-client.js'
import type { ParquetPlace } from './place.js'

/** A bucket of S3, or of anything that speaks it. */
export interface S3Options {
  readonly bucket: string
  /** Below which the files stand, without a slash at the end. @default '' */
  readonly prefix?: string
  /** @default `AWS_REGION`, else `us-east-1` */
  readonly region?: string
  /** Of another provider: `https://storage.example`; its buckets are addressed by path. @default Amazon's */
  readonly endpoint?: string
  /** @default the client's own search: `AWS_ACCESS_KEY_ID`, profiles, roles */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Creates a place in a bucket. An upload is seen whole or not at all. */
export function createS3Place(sink: string, options: S3Options): ParquetPlace {
  const { bucket: Bucket, prefix = '', region = process.env.AWS_REGION ?? 'us-east-1', endpoint, credentials } = options
  const keyOf = (name: string) => (prefix === '' ? name : `${prefix}/${name}`)
  let client: S3Client | undefined
  let folder = ''
  let commands: typeof import('@aws-sdk/client-s3')

  function connected(): S3Client {
    if (!client) throw new Error('the sink is not open')
    return client
  }
  async function upload(name: string, Body: string | Uint8Array): Promise<void> {
    await connected().send(new commands.PutObjectCommand({ Bucket, Key: keyOf(name), Body }))
  }

  return {
    async open() {
      commands = await loadClient(sink, '@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'))
      if (folder === '') folder = await mkdtemp(join(tmpdir(), 'endcap-parquet-'))
      client ??= new commands.S3Client({
        region,
        ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
        ...(credentials === undefined ? {} : { credentials }),
        // Not every provider knows the newer checksums.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      })
    },
    workFolder: () => folder,
    async readText(name) {
      try {
        const answer = await connected().send(new commands.GetObjectCommand({ Bucket, Key: keyOf(name) }))
        return await answer.Body?.transformToString()
      } catch (error) {
        if (error instanceof commands.NoSuchKey) return undefined
        throw error
      }
    },
    writeText: upload,
    async put(name, path) {
      await upload(name, await readFile(path))
      await rm(path)
    },
    async list(below, end) {
      const [names, Prefix] = [[] as string[], `${keyOf(below)}/`]
      for (let ContinuationToken: string | undefined; ; ) {
        const more = ContinuationToken === undefined ? {} : { ContinuationToken }
        const answer = await connected().send(new commands.ListObjectsV2Command({ Bucket, Prefix, ...more }))
        for (const { Key = '' } of answer.Contents ?? []) {
          if (Key.endsWith(end)) names.push(Key.slice(keyOf('').length))
        }
        ContinuationToken = answer.NextContinuationToken
        if (ContinuationToken === undefined) return names.sort()
      }
    },
    async fetch(name) {
      const answer = await connected().send(new commands.GetObjectCommand({ Bucket, Key: keyOf(name) }))
      const path = join(folder, `fetched-${name.replaceAll('/', '-')}`)
      await writeFile(path, (await answer.Body?.transformToByteArray()) ?? new Uint8Array())
      return { path, free: () => rm(path, { force: true }) }
    },
    async remove(name) {
      await connected().send(new commands.DeleteObjectCommand({ Bucket, Key: keyOf(name) }))
    },
    async close() {
      client?.destroy()
      client = undefined
      if (folder !== '') await rm(folder, { recursive: true, force: true })
      folder = ''
    },
  }
}
