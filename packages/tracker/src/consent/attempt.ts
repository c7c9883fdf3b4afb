/** Asks a tool of the page. Undefined when it throws: its faults are not ours to show, and no answer is never a grant. */
export function attempt<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
