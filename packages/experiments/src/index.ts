export { type AssignInput, type Assignment, assign, bucketRanges, chooseVariant } from './assign.js'
export { OVERRIDE_PARAMETER, parseOverrides } from './override.js'
