import { resolve } from 'node:path'
import type { DeadLetter } from '@endcap/collector'
import type { Command } from '../command.js'
import { defineCommand } from '../command.js'
import { DATA } from '../data-option.js'
import { CommandError } from '../io.js'

const list = defineCommand({
  name: 'dead-letters list',
  summary: 'List the events that a sink refused for ever, by sink and reason',
  usage: 'dead-letters list [--data DIR]',
  options: [DATA],
  examples: ['endcap dead-letters list --data ./data'],
  async run({ values, io, output }) {
    const { readDeadLetters } = await import('@endcap/collector')
    const letters = await readDeadLetters(resolve(io.cwd, values.data))
    const sinks = [...letters].flatMap(([sink, kept]) => countByReason(kept).map((group) => ({ sink, ...group })))
    const lines = sinks.map(({ sink, reason, count, latest }) => {
      const at = new Date(latest).toISOString().slice(0, 16).replace('T', ' ')
      return `${sink.padEnd(12)} ${String(count).padStart(7)}  ${reason}, last ${at} UTC`
    })
    output.result({ deadLetters: sinks }, lines.length > 0 ? lines : ['no event was refused'])
    return 0
  },
})

const replay = defineCommand({
  name: 'dead-letters replay',
  summary:
    'Deliver the refused events of a sink again, through the running collector; fails when some are refused again',
  usage: 'dead-letters replay [--data DIR] [--sink NAME]',
  options: [DATA, { name: 'sink', type: 'text', value: 'NAME', default: 'duckdb', description: 'Which sink' }],
  examples: ['endcap dead-letters replay --data ./data --sink duckdb'],
  async run({ values, io, output }) {
    const { findAdmin } = await import('../server/admin-client.js')
    const admin = findAdmin(resolve(io.cwd, values.data))
    if (!admin)
      throw new CommandError(`no process serves ${values.data}`, `start ${io.program} collect --data ${values.data}`)
    const answer = await admin.post<{ replayed: number; refused: number }>('/admin/dead-letters/replay', {
      sink: values.sink,
    })
    output.result(answer, [`${answer.replayed - answer.refused} delivered, ${answer.refused} refused again`])
    return answer.refused === 0 ? 0 : 1
  },
})

function countByReason(letters: readonly DeadLetter[]): { reason: string; count: number; latest: number }[] {
  const groups = new Map<string, { reason: string; count: number; latest: number }>()
  for (const { reason, at } of letters) {
    const { count, latest } = groups.get(reason) ?? { count: 0, latest: at }
    groups.set(reason, { reason, count: count + 1, latest: Math.max(latest, at) })
  }
  return [...groups.values()]
}

/** The commands about what a sink refused. */
export const DEAD_LETTERS: readonly Command[] = [list, replay]
