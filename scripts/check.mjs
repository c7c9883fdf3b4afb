/** `npm run check`: every stage of `npm test` but those that need more than Node: no browser, no server. */
import { runStages, STAGES } from './test.mjs'

const MORE_THAN_NODE = new Set(['servers', 'demo', 'e2e'])
await runStages(STAGES.filter(({ name }) => !MORE_THAN_NODE.has(name)))
