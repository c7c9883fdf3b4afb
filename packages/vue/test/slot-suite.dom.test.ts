import { slotSuite } from '@endcap/testkit/suites/slot'
import { version } from 'vue'
import { HARNESS } from './harness.js'

slotSuite(`Vue ${version}`, HARNESS)
