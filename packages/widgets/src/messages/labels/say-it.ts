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
  // Surveys.
  back: 'Indietro',
  next: 'Avanti',
  send: 'Invia',
  step: 'Domanda {} di {}',
  needed: 'Risponda a questa domanda',
  unlikely: 'Per niente probabile',
  likely: 'Molto probabile',
  bad: 'Molto insoddisfatto',
  good: 'Molto soddisfatto',
  thanks: 'Grazie per la risposta',
  picks: 'Scelti per lei',
  // Content.
  content: 'Storie e guide',
  article: 'Articolo',
  guide: 'Guida',
  video: 'Video',
  // Members.
  hello: 'Ciao, {}',
  welcome: 'Bentornato',
  points: 'Punti: {}',
  toGo: 'Ancora {} punti: {}',
  benefits: 'I suoi vantaggi',
  signIn: 'Accedi',
  // Searches.
  searches: 'Ricerche recenti',
  clearAll: 'Cancella tutto',
  forgotten: 'Le ricerche sono state cancellate',
  remove: 'Rimuovi {}',
  removed: 'Rimosso: {}',
} satisfies MessageLabels
