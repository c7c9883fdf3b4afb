import { consent } from './consent.mjs'
import { leave } from './leave.mjs'
import { outage } from './outage.mjs'
import { pages } from './pages.mjs'
import { poison } from './poison.mjs'
import { policy } from './policy.mjs'
import { statuses } from './statuses.mjs'
import { tabs } from './tabs.mjs'

/** Every case, by row. @type {import('../rig.mjs').Case[]} */
export const CASES = [...leave, ...outage, ...statuses, ...poison, ...tabs, ...pages, ...policy, ...consent]
