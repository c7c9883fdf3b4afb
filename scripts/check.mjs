/** `npm run check`: every stage of `npm test` but the end-to-end tests, so it needs no browser. */
import { runStages, STAGES } from './test.mjs'

await runStages(STAGES.filter((stage) => stage.name !== 'demo' && stage.name !== 'e2e'))
