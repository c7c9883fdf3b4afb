/** Trains the model of the demo shop once, before the tests that start it: `npm test` runs this ahead of them. */
import { startDemo } from './demo.mjs'

const demo = await startDemo()
await demo.stop()
demo.remove()
