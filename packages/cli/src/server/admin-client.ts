import { CommandError } from '../io.js'
import { type AdminFile, readAdminFile } from './admin-file.js'

/** Asks the process that owns a data folder. Paths start at `/admin/`. */
export interface AdminClient {
  readonly url: string
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
}

/**
 * The admin client of a data folder; undefined when no process owns it, and the caller may open the warehouse itself.
 * Calls throw a `CommandError` when the process does not answer or answers with a problem.
 */
export function findAdmin(dataDir: string): AdminClient | undefined {
  const admin = readAdminFile(dataDir)
  if (!admin) return undefined
  return {
    url: admin.url,
    get: (path) => call(admin, path, { method: 'GET' }),
    post: (path, body) =>
      call(admin, path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
  }
}

async function call<T>({ url, token, pid }: AdminFile, path: string, init: RequestInit): Promise<T> {
  const headers = { ...init.headers, authorization: `Bearer ${token}` }
  const response = await fetch(url + path, { ...init, headers }).catch((error: unknown) => {
    throw new CommandError(
      `process ${pid} does not answer at ${url}`,
      `stop it, or remove admin.json if it is another program`,
      error,
    )
  })
  const text = await response.text()
  if (!response.ok) throw new CommandError(`the process at ${url} answered ${response.status}: ${detailOf(text)}`)
  return JSON.parse(text) as T
}

function detailOf(text: string): string {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: string; title?: string }
    return detail ?? title ?? text
  } catch {
    return text.slice(0, 200)
  }
}
