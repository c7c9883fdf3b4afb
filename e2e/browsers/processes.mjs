/**
 * The processes that a rig starts, as trees: a browser is a dozen of them. Whatever is still alive when this process ends
 * is killed with it, so that neither a failure nor Ctrl+C leaves a browser behind.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Root processes of what was started here and has not ended, with the signal that ends them. */
const roots = new Map()
const folders = new Set()

process.on('exit', () => {
  for (const [pid, signal] of roots) killTree(pid, signal)
  for (const folder of folders) removeFolder(folder)
})

/** Makes a folder that goes with this process at the latest. */
export function createFolder(prefix) {
  const path = mkdtempSync(join(tmpdir(), prefix))
  folders.add(path)
  return path
}

export function removeFolder(path) {
  folders.delete(path)
  // A process that was just killed may be writing still.
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

/** Starts a program that ends with this process at the latest. `exited` resolves when it is gone. */
export function start(command, args, { env = {}, stdio = ['ignore', 'ignore', 'ignore'], signal } = {}) {
  const child = spawn(command, args, { stdio, env: { ...process.env, ...env } })
  const release = adopt(child.pid, signal)
  const exited = new Promise((resolve) => {
    child.once('exit', (code) => resolve(release() ?? code))
    // A program that is missing never starts, so it never exits.
    child.once('error', () => resolve(release()))
  })
  // Once it has ended, its number may be another's.
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  return { child, pid: child.pid, exited, kill: () => isRunning() && killTree(child.pid) }
}

/** Makes sure that a process started elsewhere ends with this one. Returns how to let go of it. */
export function adopt(pid, signal = 'SIGKILL') {
  if (pid) roots.set(pid, signal)
  return () => void roots.delete(pid)
}

/** Kills a process and everything below it, at once and without a word. */
export function killTree(pid, signal = 'SIGKILL') {
  for (const each of [...treeOf(pid)].reverse()) kill(each, signal)
  roots.delete(pid)
}

/** Kills one process; one that is gone already is fine. */
export function kill(pid, signal = 'SIGKILL') {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone.
  }
}

/** The process and all its descendants, parents first. */
export function treeOf(pid) {
  const children = new Map()
  for (const { pid: child, parent } of listProcesses()) children.set(parent, [...(children.get(parent) ?? []), child])
  const tree = [pid]
  for (const each of tree) tree.push(...(children.get(each) ?? []))
  return tree
}

/** Processor time that each process of a tree has used, in ticks, by process. */
export function ticksOf(pid) {
  const tree = new Set(treeOf(pid))
  return new Map(
    listProcesses()
      .filter((each) => tree.has(each.pid))
      .map((each) => [each.pid, each.ticks]),
  )
}

/** Resolves once the process and all that it had below it are gone. */
export async function waitUntilGone(pids, timeoutMs = 5000) {
  const untilMs = Date.now() + timeoutMs
  const alive = () => {
    const running = new Set(listProcesses().map(({ pid }) => pid))
    return pids.some((pid) => running.has(pid))
  }
  while (alive() && Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 20))
}

function listProcesses() {
  const found = []
  for (const folder of readdirSync('/proc')) {
    if (!/^\d+$/.test(folder)) continue
    try {
      // The second field is the program's name in brackets, which may hold anything.
      const fields = readFileSync(`/proc/${folder}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      if (fields[0] === 'Z') continue
      found.push({ pid: Number(folder), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) })
    } catch {
      // Ended while we looked.
    }
  }
  return found
}
