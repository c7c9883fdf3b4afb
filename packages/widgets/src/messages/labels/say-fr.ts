import type { MessageLabels } from '../labels.js'

/** French. */
export default {
  // Offers and popups.
  close: 'Fermer',
  code: 'Code',
  copy: 'Copier le code',
  copied: 'Code copié',
  selected: 'Code sélectionné',
  ends: 'Se termine dans {}',
  spend: 'Plus que {} pour profiter de cette offre',
  spent: 'Votre panier donne droit à cette offre',
} satisfies MessageLabels
