import type { MessageLabels } from '../labels.js'

/** Italian. */
export default {
  // Offers and popups.
  close: 'Chiudi',
  code: 'Codice',
  copy: 'Copia il codice',
  copied: 'Codice copiato',
  selected: 'Codice selezionato',
  ends: 'Termina tra {}',
  spend: 'Aggiungi {} per ottenere questa offerta',
  spent: 'Il tuo carrello dà diritto a questa offerta',
} satisfies MessageLabels
