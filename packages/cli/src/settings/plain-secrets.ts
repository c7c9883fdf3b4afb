/** Names of headers that hold a secret. */
const SECRET_HEADER = /authorization|cookie|token|secret|api-?key/i

/** Finds secrets that stand where they are read by everyone who reads the file: in addresses, and in headers by their name. */
export function findPlainSecrets(
  value: unknown,
  onFound: (path: string, detail: string) => void,
  path = '',
  key = '',
): void {
  const advice = 'name it by { "env": "NAME" } or { "file": "/path" }'
  if (typeof value === 'string') {
    if (URL.canParse(value) && new URL(value).password !== '') onFound(path, `holds a password: ${advice}`)
    if (/\/headers\/[^/]*$/.test(path) && SECRET_HEADER.test(key)) onFound(path, `holds a secret: ${advice}`)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, entry] of Object.entries(value)) findPlainSecrets(entry, onFound, `${path}/${name}`, name)
  }
}

/** A copy for people to read: passwords and the queries of addresses are masked. Secrets named by environment or file stay names. */
export function maskSecrets(value: unknown): unknown {
  if (typeof value === 'string') {
    if (!URL.canParse(value)) return value
    const url = new URL(value)
    if (url.password === '' && url.search === '') return value
    if (url.password !== '') url.password = '***'
    if (url.search !== '') url.search = '?***'
    return url.href
  }
  if (Array.isArray(value)) return value.map(maskSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, maskSecrets(entry)]))
}
