import { readFileSync } from 'node:fs'
import { createServerRecommender } from '@endcap/client/server'
import { renderToString } from 'react-dom/server'
import { App } from './App.js'

const read = (name: string) => JSON.parse(readFileSync(`public/${name}`, 'utf8'))
const recommend = createServerRecommender({ config: read('config.json'), catalogue: read('catalog.json') })

/** The app as HTML, and what its rows show, for the page to take over. */
export function render(): { html: string; initial: object } {
  const initial = recommend({ page: 'home' })
  return { html: renderToString(<App initial={initial} />), initial }
}
