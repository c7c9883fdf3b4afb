import '@endcap/widgets/endcap.css'
import './shop.css'
import { EndcapProvider } from '@endcap/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.js'
import { client } from './client.js'

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <EndcapProvider client={client} locale="en-GB">
      <App />
    </EndcapProvider>
  </StrictMode>,
)
