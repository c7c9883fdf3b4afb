import { describe, expect, it, vi } from 'vitest'
import type { Get, InTime } from '../src/files.js'
import { readModel } from '../src/model.js'

const bytesOf = (value: unknown): ArrayBuffer =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)).buffer as ArrayBuffer
const inTime: InTime = (work) => work

/** What was asked for, and what was told, when `current.json` is this. */
async function read(current: unknown, address = '/model/current.json', others: Record<string, unknown> = {}) {
  const get = vi.fn(async (source: unknown): Promise<unknown> => {
    if (!((source as string) in others)) throw 404
    return others[source as string]
  })
  const told: string[] = []
  const model = await readModel(
    bytesOf(current),
    { model: address },
    get as unknown as Get,
    inTime,
    (code, detail) => void told.push(`${code}: ${detail}`),
  )
  return { model, told, asked: get.mock.calls }
}
const file = (path: string) => ({ path, bytes: 1, sha256: '' })

describe('readModel', () => {
  it.each([
    ['a single file', [file('version.json'), file('model.bin')], 'model.bin'],
    ['shards, and not what stands for them', [file('whole.bin'), file('manifest.bin')], 'manifest.bin'],
  ])('asks for the model of the version that current.json names: %s', async (_, files, path) => {
    const { model, asked, told } = await read({ version: '00c0ffee', files })
    expect(asked).toEqual([[`/model/00c0ffee/${path}`, 'arrayBuffer', 'force-cache']])
    expect(told).toEqual([`network-failed: model: 00c0ffee/${path}: 404`])
    expect(model).toBeUndefined()
  })

  it.each([
    ['by the address', 'https://files.example/m/current.json?shop=1', 'https://files.example/m/00c0ffee/model.bin'],
    ['by what comes', '/model', '/00c0ffee/model.bin'],
    ['beside a name alone', 'current.json', '00c0ffee/model.bin'],
  ])('knows current.json %s', async (_, address, expected) => {
    const { asked } = await read({ version: '00c0ffee', files: [file('model.bin')] }, address)
    expect(asked[0]?.[0]).toBe(expected)
  })

  it.each([
    ['no JSON', '<!doctype html>', 'json-malformed: model: current.json'],
    ['null', 'null', 'json-malformed: model: current.json'],
    ['no version', { files: [file('model.bin')] }, 'value-invalid: model: current.json/version'],
    [
      'a version outside its folder',
      { version: '../up', files: [file('model.bin')] },
      'value-invalid: model: current.json/version',
    ],
    ['no files', { version: 'v1' }, 'reference-unknown: model: current.json: version v1 has no model'],
    [
      'no model among the files',
      { version: 'v1', files: [null, file('notes.txt')] },
      'reference-unknown: model: current.json: version v1 has no model',
    ],
  ])('says what is wrong with a current.json that holds %s', async (_, current, message) => {
    const { model, told, asked } = await read(current)
    expect(model).toBeUndefined()
    expect(told).toEqual([message])
    expect(asked).toEqual([])
  })

  it('does not follow a current.json that leads to another', async () => {
    const current = { version: 'v1', files: [file('model.bin')] }
    const { told, asked } = await read(current, '/current.json', { '/v1/model.bin': bytesOf(current) })
    expect(asked).toHaveLength(1)
    expect(told).toEqual(['model-damaged: model: v1/model.bin: magic'])
  })

  it('says what is wrong with a damaged file', async () => {
    expect((await read('ECM1 and no more than that', '/model.bin')).told).toEqual([
      expect.stringMatching(/^model-damaged: model: version \d+$/),
    ])
  })
})
