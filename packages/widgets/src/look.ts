const tasks = new Set<() => void>()

/** Runs a task now, and again whenever the page has changed while placements are mounted. */
export function onLook(task: () => void): void {
  tasks.add(task)
  task()
}

/** The page has changed. */
export function look(): void {
  for (const task of tasks) task()
}
