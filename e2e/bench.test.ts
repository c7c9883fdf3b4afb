import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeBody, SDKS } from '../bench/tracker/sdks.mjs'
import { run } from '../scripts/workspace.mjs'

describe('npm run bench', () => {
  it.each([
    ['no name', [], 2],
    ['an unknown name', ['no-such'], 2],
    ['--help', ['--help'], 0],
  ])('lists the benchmarks for %s', async (_, args, expected) => {
    const { code, output } = await run('node', ['scripts/bench.mjs', ...args], { capture: true })
    expect(code).toBe(expected)
    for (const name of ['tracker', 'widgets', 'collector-crash', 'collector-slow'])
      expect(output).toContain(`  ${name} `)
  })

  it.each([
    ['an SDK that it does not know', 'tracker', ['no-such']],
    ['a size that is no count', 'widgets', ['--sizes', '10,many']],
    ['some of the sizes for its page', 'widgets', ['--write', '--sizes', '10']],
  ])('takes %s for misuse', async (_, name, args) => {
    expect((await run('node', [`bench/${name}/run.mjs`, ...args], { capture: true })).code).toBe(2)
  })
})

describe('the collector of the tracker benchmark', () => {
  const sent = {
    v: 1,
    events: [
      { id: 'a', type: 'page_view' },
      { id: 'b', type: 'add_to_cart' },
    ],
  }
  const text = JSON.stringify(sent)

  it.each([
    ['plain', Buffer.from(text), '/v1/events'],
    ['gzip, as the URL says', gzipSync(text), '/v1/events?z=gzip'],
    ['gzip, as PostHog says', gzipSync(text), '/e/?compression=gzip-js'],
    ['a form', Buffer.from(new URLSearchParams({ data: text }).toString()), '/e/'],
    ['a form in base64', Buffer.from(`data=${encodeURIComponent(Buffer.from(text).toString('base64'))}`), '/e/'],
  ])('counts the events of a body: %s', (_, body, url) => {
    const endcap = SDKS.find(({ id }) => id === 'endcap')!
    expect(endcap.ids(decodeBody(body, url))).toEqual(['b'])
  })
})
