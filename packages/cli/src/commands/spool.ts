import { resolve } from 'node:path'
import type { Command } from '../command.js'
import { defineCommand } from '../command.js'
import { DATA } from '../data-option.js'
import { CommandError, type Io, UsageError } from '../io.js'

async function read(io: Io, data: string) {
  const { inspectSpool } = await import('@endcap/collector')
  return inspectSpool(resolve(io.cwd, data))
}

const inspect = defineCommand({
  name: 'spool inspect',
  summary: 'Tell what the spool holds, by segment, and how far its sinks are; also while a collector runs',
  usage: 'spool inspect [--data DIR]',
  options: [DATA],
  examples: ['endcap spool inspect --data ./data'],
  async run({ values, io, output }) {
    const report = await read(io, values.data)
    const lines = report.segments.map(({ name, events, bytes, oldestAt, newestAt }) => {
      const span = oldestAt === undefined ? '' : `  ${at(oldestAt)} to ${at(newestAt as number)} UTC`
      return `${name}  ${String(events).padStart(8)} events  ${String(bytes).padStart(10)} bytes${span}`
    })
    const cursors = Object.entries(report.cursors).map(
      ([sink, cursor]) => `${sink.padEnd(12)} ${report.next - cursor} events to deliver, from ${cursor} on`,
    )
    output.result(report, [...lines, `next event ${report.next}`, ...cursors])
    return 0
  },
})

const verify = defineCommand({
  name: 'spool verify',
  summary: 'Check every checksum of the spool; fails when a line is damaged or an event is missing',
  usage: 'spool verify [--data DIR]',
  options: [DATA],
  examples: ['endcap spool verify --data ./data'],
  async run({ values, io, output }) {
    const report = await read(io, values.data)
    const lines = report.segments.flatMap(({ name, damagedCount, missingCount, tornBytes }) => [
      ...(damagedCount > 0 ? [`${name}: ${damagedCount} damaged lines`] : []),
      ...(missingCount > 0 ? [`${name}: ${missingCount} events are missing`] : []),
      ...(tornBytes > 0 ? [`${name}: ${tornBytes} bytes of an unfinished write at the end`] : []),
    ])
    const events = report.segments.reduce((sum, segment) => sum + segment.events, 0)
    output.result(report, [...lines, report.isSound ? `${events} events are sound` : `${events} events can be read`])
    return report.isSound ? 0 : 1
  },
})

const replay = defineCommand({
  name: 'spool replay',
  summary: 'Deliver to a sink again what the spool still holds, where a backend lost events; the collector runs',
  usage: 'spool replay [--data DIR] [--sink NAME] [--since TIME]',
  options: [
    DATA,
    { name: 'sink', type: 'text', value: 'NAME', default: 'duckdb', description: 'Which sink' },
    {
      name: 'since',
      type: 'text',
      value: 'TIME',
      description: 'Only events received since, such as 2026-11-22 or 2026-11-22T12:00:00Z',
    },
  ],
  examples: [
    'endcap spool replay --data ./data --sink postgres',
    'endcap spool replay --data ./data --since 2026-11-22T12:00:00Z',
  ],
  async run({ values, io, output }) {
    const since = values.since === undefined ? 0 : Date.parse(values.since)
    if (Number.isNaN(since)) throw new UsageError(`--since ${values.since} is no time: 2026-11-22T12:00:00Z`)
    const { findAdmin } = await import('../server/admin-client.js')
    const admin = findAdmin(resolve(io.cwd, values.data))
    if (!admin)
      throw new CommandError(`no process serves ${values.data}`, `start ${io.program} collect --data ${values.data}`)
    const { sink } = values
    const answer = await admin.post<{ replayed: number; refused: number }>('/admin/spool/replay', { sink, since })
    output.result(answer, [`${answer.replayed - answer.refused} delivered, ${answer.refused} refused`])
    return answer.refused === 0 ? 0 : 1
  },
})

function at(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
}

/** The commands about the collector's log. */
export const SPOOL: readonly Command[] = [inspect, verify, replay]
