import { createClient } from '@endcap/client'

/** One client for the whole app. Without `VITE_COLLECTOR`, the address of a collector, nothing leaves the device. */
export const client = createClient({
  key: 'demo',
  collector: import.meta.env.VITE_COLLECTOR,
  config: '/config.json',
  catalogue: '/catalog.json',
})
