export { type ExplainOptions, type Explanation, explain } from './explain.js'
export { ENGLISH, type ExplainWords } from './words.js'
