import '@endcap/widgets/endcap.css'
import './shop.css'
import { createEndcap } from '@endcap/vue'
import { createApp } from 'vue'
import App from './App.vue'
import { client } from './client.js'

createApp(App)
  .use(createEndcap(client, { locale: 'en-GB' }))
  .mount('#app')
