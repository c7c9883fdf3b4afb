import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A collector in a process of its own, always at the same port. `start` resolves once it listens, and tries again where it ends
 * at once, as a supervisor would: on a full disk it cannot take its lock. `options` go to `createCollector`.
 */
export function createCollectorProcess({ entry, options }) {
  const startsMs = []
  let child

  async function start(limits = {}) {
    for (;;) {
      const startedMs = performance.now()
      const own = { ...options, limits: { ...options.limits, ...limits } }
      // What a start on a full disk says is expected.
      child = spawn(process.execPath, [entry, JSON.stringify(own)], { stdio: ['ignore', 'pipe', 'ignore'] })
      const starting = child
      const isUp = await Promise.race([
        once(starting.stdout, 'data').then(() => true),
        once(starting, 'exit').then(() => false),
      ])
      if (isUp) return void startsMs.push(performance.now() - startedMs)
      // Killed by a test while it started: whoever did that starts the next one.
      if (starting.signalCode === 'SIGKILL') return
      await sleep(300)
    }
  }

  /** Sends a signal and waits for the end. Gives the exit code, null when the signal ended it; undefined when it had ended before. */
  async function end(signal) {
    if (child.exitCode !== null || child.signalCode !== null) return undefined
    const exited = once(child, 'exit')
    child.kill(signal)
    const [code] = await exited
    return code
  }

  return {
    url: `http://127.0.0.1:${options.port}`,
    start,
    startsMs,
    /** True when there was one to kill. */
    kill: async () => (await end('SIGKILL')) !== undefined,
    terminate: () => end('SIGTERM'),
    /** Delivers the dead letters of the sink `http` again; gives how many there were. */
    async replay() {
      const answered = once(child.stdout, 'data')
      child.kill('SIGUSR2')
      return JSON.parse(String((await answered)[0]))
    },
    /** Events that each sink does not have yet; undefined while nobody answers. */
    async lag() {
      const text = await fetch(`http://127.0.0.1:${options.port}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      )
      const lines = [...text.matchAll(/^endcap_sink_lag_events\{sink="(\w+)"\} (\d+)/gm)]
      return lines.length === 0 ? undefined : lines.reduce((sum, [, , events]) => sum + Number(events), 0)
    },
  }
}
