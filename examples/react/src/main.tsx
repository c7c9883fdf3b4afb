import './shop.css'
import { EndcapProvider } from '@endcap/react'
import { adoptStyle } from '@endcap/widgets'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.js'
import { client } from './client.js'

// The look of rows and standard cards. A page that a server draws links endcap.css instead.
adoptStyle()
createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <EndcapProvider client={client} locale="en-GB">
      <App />
    </EndcapProvider>
  </StrictMode>,
)
