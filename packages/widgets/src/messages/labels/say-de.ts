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
  // Surveys.
  back: 'Zurück',
  next: 'Weiter',
  send: 'Senden',
  step: 'Frage {} von {}',
  needed: 'Bitte beantworten Sie diese Frage',
  unlikely: 'Sehr unwahrscheinlich',
  likely: 'Sehr wahrscheinlich',
  bad: 'Sehr unzufrieden',
  good: 'Sehr zufrieden',
  thanks: 'Danke für Ihre Antwort',
  picks: 'Für Sie ausgewählt',
  // Content.
  content: 'Geschichten und Ratgeber',
  article: 'Artikel',
  guide: 'Ratgeber',
  video: 'Video',
  // Members.
  hello: 'Hallo, {}',
  welcome: 'Willkommen zurück',
  points: 'Punkte: {}',
  toGo: 'Noch {} Punkte: {}',
  benefits: 'Ihre Vorteile',
  signIn: 'Anmelden',
  // Searches.
  searches: 'Letzte Suchen',
  clearAll: 'Alle löschen',
  forgotten: 'Ihre Suchen wurden gelöscht',
  remove: '{} entfernen',
  removed: 'Entfernt: {}',
} satisfies MessageLabels
