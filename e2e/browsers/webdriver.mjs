/**
 * The dozen commands of the W3C WebDriver protocol that the rig needs (w3.org/TR/webdriver2). The libraries for it come with
 * downloaders of the drivers of other browsers; WebKitGTK's driver is part of the distribution, and what is left is one
 * POST a command.
 */

/** @returns a session: `call(method, path, body)` gives the value or throws the driver's error */
export async function createSession(base, capabilities) {
  const { sessionId, capabilities: granted } = await request(base, 'POST', '/session', { capabilities })
  const call = (method, path, body) => request(base, method, `/session/${sessionId}${path}`, body)
  return { call, capabilities: granted, end: () => call('DELETE', '') }
}

async function request(base, method, path, body) {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
  })
  const { value } = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${value.error} ${value.message}`)
  return value
}
