import type { MessageLabels } from '../labels.js'

/** German. */
export default {
  // Offers and popups.
  close: 'Schließen',
  code: 'Code',
  copy: 'Code kopieren',
  copied: 'Code kopiert',
  selected: 'Code ausgewählt',
  ends: 'Endet in {}',
  spend: 'Noch {} bis zu diesem Angebot',
  spent: 'Ihr Warenkorb erfüllt die Bedingung',
} satisfies MessageLabels
