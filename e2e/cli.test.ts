import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeEvent } from '@endcap/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const BIN = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'endcap-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const endcap = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}
const COMMANDS = ['collect', 'train', 'evaluate', 'report', 'import', 'demo', 'doctor']

describe('endcap', () => {
  it.each(COMMANDS)('%s has a help text', (command) => {
    const { status, stdout } = endcap(command, '--help')
    expect(status).toBe(0)
    expect(stdout).toContain(`endcap ${command}`)
    expect(stdout).toContain('--json')
  })

  it.each([
    [['nonsense']],
    [['train', '--nonsense']],
    [['train']],
    [['evaluate', '--train', 'x.csv', '--test', 'y.csv', '--mode', 'wrong']],
    [['collect', '--port', 'many']],
  ])('ends %j with 2 and a message', (args) => {
    const { status, stderr } = endcap(...args)
    expect(status).toBe(2)
    expect(stderr).toMatch(/help/)
  })

  it('trains on a CSV file and evaluates on a later one', () => {
    const visits = (first: number) => {
      const rows = Array.from({ length: 60 }, (_, n) =>
        ['a', 'b', n % 2 ? 'c' : 'd'].map((item, i) => `${first + n},${item},${1_700_000_000 + (first + n) * 100 + i}`),
      ).flat()
      return `SessionId,ItemId,Time\n${rows.join('\n')}\n`
    }
    const [file, later] = [join(folder, 'sessions.csv'), join(folder, 'later.csv')]
    writeFileSync(file, visits(0))
    writeFileSync(later, visits(60))
    const trained = endcap('train', '--input', file, '--out', join(folder, 'model.bin'), '--json')
    expect(trained.stderr + trained.status).toMatch(/0$/)
    expect(JSON.parse(trained.stdout)).toMatchObject({ items: 4, sessions: 60 })
    const evaluated = endcap('evaluate', '--train', file, '--test', later, '--k', '20', '--json')
    const result = JSON.parse(evaluated.stdout.trim().split('\n').at(-1) as string)
    expect(result.hr).toBe(1)
    expect(result.mrr).toBeGreaterThan(0.7)
  })

  it('fails with 1 and names the file that cannot be read', () => {
    const { status, stderr } = endcap('train', '--input', join(folder, 'absent.csv'), '--out', join(folder, 'x.bin'))
    expect(status).toBe(1)
    expect(stderr).toContain('absent.csv')
  })

  it('collects, reports while it runs, and reports again after it stopped', async () => {
    const data = join(folder, 'data')
    const child = spawn(process.execPath, [BIN, 'collect', '--data', data, '--port', '0', '--key', 'demo', '--json'])
    const exited = new Promise((resolve) => child.once('exit', resolve))
    const url = await new Promise<string>((resolve, reject) => {
      let output = ''
      child.stdout.on('data', (chunk) => {
        output += chunk
        const line = output.split('\n').find((text) => text.startsWith('{') && text.endsWith('}'))
        if (line) resolve(JSON.parse(line).url)
      })
      child.stderr.on('data', (chunk) => {
        output += chunk
      })
      exited.then(() => reject(new Error(output)))
    })
    const now = Date.now()
    const events = ['page_view', 'page_view'].map((type) => makeEvent(type as 'page_view', { ts: now }))
    const answer = await fetch(new URL('/v1/events', url), {
      method: 'POST',
      body: JSON.stringify({ v: 1, key: 'demo', sentAt: now, sdk: 'test', events }),
    })
    expect(answer.status).toBe(202)
    expect(await answer.json()).toMatchObject({ accepted: 2, duplicates: 0, rejected: [] })

    const report = () => {
      const { status, stdout, stderr } = endcap(
        'report',
        '--data',
        data,
        '--out',
        join(folder, 'report.html'),
        '--json',
      )
      expect(stderr + status).toMatch(/0$/)
      return stdout
    }
    await expect.poll(report, { timeout: 15_000 }).toContain('"page_view"')
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<!doctype html>')
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(report()).toContain('"page_view"')
  }, 60_000)
})
