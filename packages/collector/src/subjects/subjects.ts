import type { StoredEvent } from '@endcap/core'
import type { Worker } from '../deliver/worker.js'
import type { CollectorEnv } from '../env.js'
import { needlesOf } from '../spool/erase.js'
import type { Spool } from '../spool/spool.js'
import type { AuditLog } from './audit-log.js'
import type { Outstanding } from './outstanding.js'
import { findSubject, isOf, pairsOf, type Subject, type SubjectPair, type Who } from './subject.js'

/** What became of an erasure in one place. */
export interface PlaceReceipt {
  /** `spool`, `dead letters of <sink>`, or `sink <name>`. */
  readonly place: string
  /**
   * `erased`: nothing is left there. `outstanding`: the sink does not answer, or is not there at this start; it is done once it is, also after a restart.
   * `not-here`: the sink hands events on and cannot take them back: tell whoever has them.
   */
  readonly state: 'erased' | 'outstanding' | 'not-here'
  readonly events: number
}

/** What was erased where. Holds no id. */
export interface ErasureReceipt {
  /** Ms since 1970. What was received before is erased. */
  readonly at: number
  /** How many devices and accounts the person had. */
  readonly visitors: number
  readonly customers: number
  readonly places: readonly PlaceReceipt[]
  /** True once every place that can erase has done so. */
  readonly complete: boolean
}

/** One thing held of a person: an event, or a row in the words of a sink. */
export interface ExportedRecord {
  readonly place: string
  readonly record: object
}

/** Everything held of a person; `missing` names sinks that could not be asked. */
export interface SubjectExport {
  readonly records: readonly ExportedRecord[]
  readonly missing: readonly string[]
}

/** Answers people who ask what is held of them, or want it gone. */
export interface Subjects {
  export(who: Who): Promise<SubjectExport>
  erase(who: Who): Promise<ErasureReceipt>
  /** Does what an earlier process left undone in the spool: before anything of it is delivered. */
  resumeInSpool(): Promise<void>
  /** And in dead letters and sinks, as they open. */
  resumeInSinks(): void
  /** Tries no more. */
  stop(): void
}

/** What they are looked for in. */
export interface SubjectsOptions {
  readonly spool: Spool
  readonly workers: () => readonly Worker[]
  readonly outstanding: Outstanding
  /** Names of sinks that hold events and are not among the workers at this start. */
  readonly absent: readonly string[]
  readonly audit: AuditLog
  readonly env: Pick<CollectorEnv, 'clock'>
  /** Gets the name of a sink that could not erase, and is asked again. */
  readonly onFailure: (sink: string) => void
}

/** How long a sink that is busy or down is waited for. */
const SINK_WAIT_MS = 30_000

/** And then asked again. */
const RETRY_MS = 10_000

/** Creates the answers to people. */
export function createSubjects(options: SubjectsOptions): Subjects {
  const { spool, workers, outstanding, audit, env, onFailure } = options
  const absent = options.absent.map((name) => `sink ${name}`)
  let isStopped = false
  const retries = new Set<() => void>()
  const placeOf = (worker: Worker) => `sink ${worker.status().name}`
  const lettersOf = (worker: Worker) => `dead letters of ${worker.status().name}`

  /** Undefined when the sink had no time for it. The task runs all the same, later. */
  async function within<T>(task: Promise<T>): Promise<T | undefined> {
    let cancel = () => {}
    const deadline = new Promise<undefined>((resolve) => {
      cancel = env.clock.after(SINK_WAIT_MS, () => resolve(undefined))
    })
    // A sink that fails, or stops first, has had no time either.
    return Promise.race([task.catch(() => undefined), deadline]).finally(() => cancel())
  }

  async function scan(subject: Subject, matches: (event: StoredEvent) => boolean): Promise<StoredEvent[]> {
    const found: StoredEvent[] = []
    const needles = needlesOf([...subject.visitors, ...subject.customers])
    await spool.scan({ matches, needles }, (event) => found.push(event))
    return found
  }

  /** All pairs that any place knows; sinks that do not answer are left out. */
  async function pairs(subject: Subject): Promise<readonly SubjectPair[]> {
    const isEither = ({ visitor = '', customer = '' }: StoredEvent) =>
      subject.visitors.includes(visitor) || subject.customers.includes(customer)
    const asked = workers().map((worker) =>
      within(
        worker.between(async ({ subjects }, letters) => [
          ...((await subjects?.pairs(subject)) ?? []),
          ...pairsOf(
            (await letters.list()).map(({ event }) => event),
            subject,
          ),
        ]),
      ),
    )
    return [
      ...pairsOf(await scan(subject, isEither), subject),
      ...(await Promise.all(asked)).flatMap((some) => some ?? []),
    ]
  }

  const eraseInSpool = (subject: Subject) =>
    spool.erase({ matches: isOf(subject), needles: needlesOf([...subject.visitors, ...subject.customers]) })

  /** Erases in dead letters and sink, between two writes. What stands in the spool must be gone by then. */
  async function eraseAt(worker: Worker, subject: Subject): Promise<PlaceReceipt[]> {
    const attempt = async (): Promise<Erased> =>
      worker.between(async ({ subjects }, letters) => {
        const inLetters = await letters.erase(isOf(subject))
        const inSink = await subjects?.erase(subject)
        await outstanding.done(placeOf(worker), subject)
        return { inLetters, inSink }
      })
    const result = await within(persist(worker.status().name, attempt))
    const state = result ? 'erased' : 'outstanding'
    return [
      { place: lettersOf(worker), state, events: result?.inLetters ?? 0 },
      worker.canErase
        ? { place: placeOf(worker), state, events: result?.inSink ?? 0 }
        : { place: placeOf(worker), state: 'not-here', events: 0 },
    ]
  }

  /** Repeats `attempt` until it succeeds or the process stops; then the next one does it. */
  async function persist<T>(sink: string, attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        if (isStopped) throw error
        onFailure(sink)
        await new Promise<void>((resolve) => {
          const wake = () => retries.delete(end) && resolve()
          const cancel = env.clock.after(RETRY_MS, wake)
          const end = () => {
            cancel()
            wake()
          }
          retries.add(end)
        })
        if (isStopped) throw error
      }
    }
  }

  return {
    async export(who) {
      const subject = await findSubject(who, pairs)
      const isTheirs = isOf(subject)
      const inSpool = await scan(subject, isTheirs)
      const asked = workers().map(async (worker) => {
        const found = await within(
          worker.between(async ({ subjects }, letters) => ({
            rows: (await subjects?.export(subject)) ?? [],
            letters: (await letters.list()).filter(({ event }) => isTheirs(event)),
          })),
        )
        return { worker, found }
      })
      const answers = await Promise.all(asked)
      const records = [
        ...inSpool.map((record) => ({ place: 'spool', record })),
        ...answers.flatMap(({ worker, found }) => [
          ...(found?.letters ?? []).map((record) => ({ place: lettersOf(worker), record })),
          ...(found?.rows ?? []).map((record) => ({ place: placeOf(worker), record })),
        ]),
      ]
      const unasked = answers.filter(({ worker, found }) => !found || !worker.canErase)
      const missing = [...unasked.map(({ worker }) => placeOf(worker)), ...absent]
      await audit.add('export', { by: kindOf(who), records: records.length, missing })
      return { records, missing }
    },
    async erase(who) {
      const at = env.clock.now()
      const subject = await findSubject(who, pairs)
      // From here on it happens, whatever happens to this process.
      await outstanding.add(['spool', ...workers().map(placeOf), ...absent], subject)
      const events = await eraseInSpool(subject)
      await outstanding.done('spool', subject)
      const rest = await Promise.all(workers().map((worker) => eraseAt(worker, subject)))
      const later = absent.map((place): PlaceReceipt => ({ place, state: 'outstanding', events: 0 }))
      const places: PlaceReceipt[] = [{ place: 'spool', state: 'erased', events }, ...rest.flat(), ...later]
      const receipt: ErasureReceipt = {
        at,
        visitors: subject.visitors.length,
        customers: subject.customers.length,
        places,
        complete: places.every(({ state }) => state !== 'outstanding'),
      }
      await audit.add('erase', { by: kindOf(who), ...receipt, at: env.clock.now() })
      return receipt
    },
    async resumeInSpool() {
      for (const subject of outstanding.of('spool')) {
        await eraseInSpool(subject)
        await outstanding.done('spool', subject)
      }
    },
    resumeInSinks() {
      for (const worker of workers()) {
        const resumed = outstanding.of(placeOf(worker)).map((subject) => eraseAt(worker, subject))
        if (resumed.length === 0) continue
        Promise.all(resumed)
          .then((receipts) => audit.add('erase-resumed', { places: receipts.flat() }))
          .catch(() => onFailure(worker.status().name))
      }
    },
    stop() {
      isStopped = true
      for (const end of retries) end()
    },
  }
}

interface Erased {
  readonly inLetters: number
  readonly inSink: number | undefined
}

function kindOf(who: Who): string {
  return 'visitor' in who ? 'visitor' : 'customer'
}
