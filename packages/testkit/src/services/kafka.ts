import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startProgram } from './process.js'

const execute = promisify(execFile)

/** A message as a consumer reads it. */
export interface KafkaMessage {
  readonly partition: number
  readonly key: string
  readonly value: string
}

/** librdkafka's mock brokers in a process of their own: the protocol is real, the log stands in memory. */
export interface KafkaService {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[]
  /** Every message of a topic, in the order of each partition. */
  read(topic: string): Promise<KafkaMessage[]>
  /** Stops answering, with connections kept open, until `thaw`. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

const BOOTSTRAP = /bootstrap\.servers=([\d.:,]+)/

/** Starts a cluster of mock brokers through `kcat`. */
export async function startKafka(brokersCount = 3): Promise<KafkaService> {
  const folder = await mkdtemp(join(tmpdir(), 'endcap-kafka-'))
  const cluster = ['-b', 'x', '-X', `test.mock.num.brokers=${brokersCount}`, '-d', 'mock']
  const program = await startProgram({
    command: 'kcat',
    args: ['-C', '-t', 'unused', ...cluster],
    cwd: folder,
    isReady: (output) => BOOTSTRAP.test(output),
  })
  const brokers = (BOOTSTRAP.exec(program.output())?.[1] ?? '').split(',')
  return {
    brokers,
    async read(topic) {
      const from = ['-b', brokers.join(','), '-C', '-t', topic, '-o', 'beginning', '-e', '-q']
      const { stdout } = await execute('kcat', [...from, '-f', '%p\\t%k\\t%s\\n'], { maxBuffer: 1 << 28 })
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [partition, key = '', value = ''] = line.split('\t')
          return { partition: Number(partition), key, value }
        })
    },
    freeze: () => program.signal('SIGSTOP'),
    thaw: () => program.signal('SIGCONT'),
    async close() {
      await program.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
