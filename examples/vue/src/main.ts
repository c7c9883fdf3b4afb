import './shop.css'
import { createEndcap } from '@endcap/vue'
import { adoptStyle } from '@endcap/widgets'
import { createApp } from 'vue'
import App from './App.vue'
import { client } from './client.js'

// The look of rows and default cards. A page that a server draws links endcap.css instead.
adoptStyle()
createApp(App)
  .use(createEndcap(client, { locale: 'en-GB' }))
  .mount('#app')
