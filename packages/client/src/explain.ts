/** Why a product stands where it stands, in data and in words. A file of its own: pages need it only for debugging. */
export { ENGLISH, type ExplainOptions, type ExplainWords, type Explanation, explain } from '@endcap/ranker/explain'
