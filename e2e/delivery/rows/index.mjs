import { leave } from './leave.mjs'
import { outage } from './outage.mjs'
import { poison } from './poison.mjs'
import { tabs } from './tabs.mjs'

/** Every case, by row. @type {import('../rig.mjs').Case[]} */
export const CASES = [...leave, ...outage, ...poison, ...tabs].sort((a, b) => a.row - b.row)
