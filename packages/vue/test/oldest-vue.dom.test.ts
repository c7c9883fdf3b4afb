/** The shared suite on the oldest Vue that the manifest allows. */
import { slotSuite } from '@endcap/testkit/suites/slot'
import { expect, it, vi } from 'vitest'
import { version } from 'vue'
import { HARNESS } from './harness.js'

vi.mock('vue', () => import('./vue-3.4/node_modules/vue/index.mjs' as string))

it('runs on Vue 3.4', () => {
  expect(version).toMatch(/^3\.4\./)
})
slotSuite(`Vue ${version}`, HARNESS)
