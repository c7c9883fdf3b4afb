import type { Client } from '@endcap/client'
import { useCallback, useContext } from 'react'
import { Context } from './context.js'

/** Logs an event of the page, as `client.track` does; before there is a client, nothing. The same function while the client is. */
export function useTrack(): Client['track'] {
  const { client } = useContext(Context)
  return useCallback<Client['track']>((...event) => client?.track(...event), [client])
}
