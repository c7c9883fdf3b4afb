import type { MessageLabels } from '../labels.js'

/** English. */
export default {
  // Offers and popups.
  close: 'Close',
  code: 'Code',
  copy: 'Copy code',
  copied: 'Code copied',
  selected: 'Code selected',
  ends: 'Ends in {}',
  spend: 'Add {} more to get this offer',
  spent: 'Your cart qualifies for this offer',
} satisfies MessageLabels
