export {
  type Assigner,
  type AssignInput,
  type Assignment,
  assign,
  createAssigner,
  createHoldout,
  isHeldOut,
} from './assign.js'
export { bucketOf, bucketRanges, chooseVariant, equalWeights, isInGroup } from './bucket.js'
export { type Drafted, type DraftOptions, draftTeams } from './interleave.js'
export { OVERRIDE_PARAMETER, parseOverrides } from './override.js'
