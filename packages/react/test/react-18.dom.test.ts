import { version } from 'react'
import { expect, it, vi } from 'vitest'
import { adapterSuite } from './adapter-suite.js'

vi.mock('react', () => vi.importActual('./react-18/node_modules/react/index.js'))
vi.mock('react/jsx-runtime', () => vi.importActual('./react-18/node_modules/react/jsx-runtime.js'))
vi.mock('react/jsx-dev-runtime', () => vi.importActual('./react-18/node_modules/react/jsx-dev-runtime.js'))

const { createRoot, hydrateRoot } = await vi.importActual<typeof import('react-dom/client')>(
  './react-18/node_modules/react-dom/client.js',
)
const { renderToString } = await vi.importActual<typeof import('react-dom/server')>(
  './react-18/node_modules/react-dom/server.js',
)

it('runs on React 18', () => expect(version).toMatch(/^18\./))
adapterSuite('React 18', { createRoot, hydrateRoot, renderToString })
