import { readFileSync } from 'node:fs'
import { createServerRecommender } from '@endcap/client/server'
import { createServerEndcap } from '@endcap/vue'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import App from './App.vue'
import { ENDCAP } from './endcap.js'

const read = (name: string) => JSON.parse(readFileSync(`data/${name}`, 'utf8'))
const recommend = createServerRecommender({ config: read('config.json'), catalogue: read('catalog.json') })

/** The app as HTML, and what its rows show, for the page to take over. */
export async function render(): Promise<{ html: string; initial: object }> {
  const initial = recommend({ page: 'home' })
  const html = await renderToString(createSSRApp(App).use(createServerEndcap(initial, ENDCAP)))
  return { html, initial }
}
