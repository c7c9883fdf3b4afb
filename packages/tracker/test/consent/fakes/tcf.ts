/** A consent tool of IAB TCF: the stub that pages put first, and the tool that takes its place. Written after the CMP API v2. */

type Callback = (data: object | null, isSuccess: boolean) => void
type Call = [command: string, version: number, callback: Callback, parameter?: unknown]
type TcfWindow = { __tcfapi?: (...call: Call | []) => unknown }

export interface FakeCmp {
  /** The tool comes and works off what the stub kept. `consents` are of an earlier visit. */
  load(state?: { consents?: number[]; publisher?: number[]; gdprApplies?: boolean }): void
  show(): void
  choose(consents: number[], publisher?: number[]): void
  /** Answers every listener without success, as for a wrong parameter. */
  fail(): void
  listeners(): number
}

/** Puts the stub on the page. */
export function installTcf(page: object): FakeCmp {
  const window = page as TcfWindow
  const queue: Call[] = []
  const listeners = new Map<number, Callback>()
  let nextId = 1
  let consents: number[] = []
  let publisher: number[] = []
  let gdprApplies = true
  let eventStatus = ''

  const flags = (ids: number[]) =>
    Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i + 1, ids.includes(i + 1)]))
  const data = (listenerId: number) => ({
    tcfPolicyVersion: 5,
    cmpStatus: 'loaded',
    gdprApplies,
    ...(eventStatus && { eventStatus }),
    listenerId,
    ...(gdprApplies && {
      purpose: { consents: flags(consents), legitimateInterests: flags([2, 7, 8, 9, 10]) },
      publisher: { consents: flags(publisher), legitimateInterests: flags([]) },
    }),
  })
  const tellAll = () => {
    for (const [id, callback] of [...listeners]) callback(data(id), true)
  }

  window.__tcfapi = (...call) => {
    if (!call.length) return queue
    if (call[0] === 'ping') call[2]({ cmpLoaded: false, cmpStatus: 'stub' } as object, true)
    else queue.push(call)
    return undefined
  }

  return {
    load(state = {}) {
      gdprApplies = state.gdprApplies ?? true
      consents = state.consents ?? []
      publisher = state.publisher ?? []
      eventStatus = !gdprApplies || state.consents ? 'tcloaded' : ''
      window.__tcfapi = (...[command, , callback, parameter]) => {
        if (command === 'addEventListener' && callback) {
          const id = nextId++
          listeners.set(id, callback)
          callback(data(id), true)
        } else if (command === 'removeEventListener') callback?.(listeners.delete(parameter as number) as never, true)
      }
      for (const call of queue.splice(0)) window.__tcfapi(...call)
    },
    show() {
      eventStatus = 'cmpuishown'
      tellAll()
    },
    choose(chosen, own = []) {
      consents = chosen
      publisher = own
      eventStatus = 'useractioncomplete'
      tellAll()
    },
    fail() {
      for (const callback of listeners.values()) callback(null, false)
    },
    listeners: () => listeners.size,
  }
}
