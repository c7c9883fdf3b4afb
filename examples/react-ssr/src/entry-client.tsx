import './shop.css'
import { createClient } from '@endcap/client'
import { hydrateRoot } from 'react-dom/client'
import { App } from './App.js'

const initial = JSON.parse(document.getElementById('initial')?.textContent ?? '{}')
const client = createClient({
  key: 'demo',
  collector: import.meta.env.VITE_COLLECTOR,
  consent: { analytics: 'granted', personalization: 'granted' },
  config: '/config.json',
  catalogue: '/catalog.json',
  initial,
})
hydrateRoot(document.getElementById('app') as HTMLElement, <App client={client} initial={initial} />)
