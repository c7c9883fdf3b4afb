/** Model files written by hand; the benchmarks, which are no TypeScript, use them too. */
export { assemble, check, mutate, plantModel, plantSharded, seal, takeApart } from '../bench/rig.mjs'
