import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { adapterSuite } from './adapter-suite.js'

adapterSuite('React 19', { createRoot, hydrateRoot, renderToString })
