import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '@endcap/core'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-switch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = join(folder, 'config.json')
const read = () => JSON.parse(readFileSync(path, 'utf8'))
const CONFIG = { v: 1, placements: [{ id: 'top', selector: '#rows' }], mine: { kept: true } }

test('off and on again changes one field, and what stood there stays', async () => {
  writeFileSync(path, JSON.stringify(CONFIG))
  const off = await runCommand(['off', '--config', 'config.json', '--json'], folder)
  expect([off.code, JSON.parse(off.stdout)]).toEqual([0, { config: path, off: true, changed: true }])
  expect(read()).toEqual({ ...CONFIG, off: true })
  expect(parseConfig(read())).toMatchObject({ config: { off: true, placements: [{ id: 'top' }] }, problems: [] })
  const again = await runCommand(['off', '--config', 'config.json'], folder)
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('was already off')])
  expect((await runCommand(['on', '--config', 'config.json'], folder)).stdout).toContain('is now on')
  expect(read()).toEqual(CONFIG)
  expect(readdirSync(folder)).toEqual(['config.json'])
})

test('off makes the file where none is; a file that is no config is left as it is', async () => {
  expect((await runCommand(['off', '--config', 'new.json'], folder)).code).toBe(0)
  expect(JSON.parse(readFileSync(join(folder, 'new.json'), 'utf8'))).toEqual({ v: 1, placements: [], off: true })
  expect((await runCommand(['on', '--config', 'none.json'], folder)).code).toBe(1)
  writeFileSync(path, '[1]')
  const bad = await runCommand(['off', '--config', 'config.json'], folder)
  expect([bad.code, readFileSync(path, 'utf8')]).toEqual([1, '[1]'])
  expect(parseConfig({ v: 1, placements: [], off: 'yes' }).problems).toMatchObject([{ path: '/off' }])
})
