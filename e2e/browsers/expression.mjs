/** A function and its arguments as one expression: the engines differ in what they carry over, JSON they all do. */
export const expression = (task, args) =>
  `(${task})(${args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ')})`

/** Waits for a task that may end the page it runs in, so that no answer comes, or an error instead. */
export const leaving = (task) =>
  task().then(
    () => {},
    () => {},
  )
