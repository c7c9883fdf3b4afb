import { createClient } from '@endcap/client'
import { createEndcap } from '@endcap/vue'
import { createSSRApp } from 'vue'
import App from './App.vue'
import { ENDCAP } from './endcap.js'

// With `config` and `catalogue` rows out of sight would follow what the visitor does.
const client = createClient({
  key: 'demo',
  collector: import.meta.env.VITE_COLLECTOR,
  // A shop asks its visitors first.
  consent: { analytics: 'granted', personalization: 'granted' },
  initial: JSON.parse(document.querySelector('#initial')?.textContent ?? '{}'),
})
createSSRApp(App).use(createEndcap(client, ENDCAP)).mount('#app')
