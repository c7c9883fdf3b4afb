/** What {@link connectMessage} works with: a chunk beside its own. */
export { readCampaign } from './campaign.js'
export { dress } from './dress.js'
export { drawFrame } from './frame.js'
export { loadMessageLabels } from './labels.js'
