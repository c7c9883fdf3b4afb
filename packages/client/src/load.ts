import { EndcapError, type Fetch, type FetchResponse } from '@endcap/core'
import { gunzip } from './gunzip.js'

/** Fetches a static file: a credential-free GET. Rejects with `network-failed` naming the URL and the status. */
async function get(fetch: Fetch, url: string): Promise<FetchResponse> {
  let response: FetchResponse
  try {
    response = await fetch(url, { credentials: 'omit' })
  } catch (cause) {
    throw new EndcapError('network-failed', url, cause)
  }
  if (!response.ok) throw new EndcapError('network-failed', `${url} answered ${response.status}`)
  return response
}

/** Loads a JSON file. Rejects with `network-failed` or `json-malformed`. */
export async function loadJson(fetch: Fetch, url: string): Promise<unknown> {
  const response = await get(fetch, url)
  try {
    return await response.json()
  } catch (cause) {
    throw new EndcapError('json-malformed', url, cause)
  }
}

/** Loads a binary file; a gzipped one is unpacked, since many CDNs do not compress binary types. */
export async function loadBytes(fetch: Fetch, url: string): Promise<ArrayBuffer> {
  return gunzip(await (await get(fetch, url)).arrayBuffer())
}
