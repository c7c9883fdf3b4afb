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
  // Surveys.
  back: 'Retour',
  next: 'Suivant',
  send: 'Envoyer',
  step: 'Question {} sur {}',
  needed: 'Veuillez répondre à cette question',
  unlikely: 'Pas du tout probable',
  likely: 'Très probable',
  bad: 'Très insatisfait',
  good: 'Très satisfait',
  thanks: 'Merci de votre réponse',
  picks: 'Choisis pour vous',
  // Content.
  content: 'Articles et guides',
  article: 'Article',
  guide: 'Guide',
  video: 'Vidéo',
  // Members.
  hello: 'Bonjour, {}',
  welcome: 'Heureux de vous revoir',
  points: 'Points : {}',
  toGo: 'Encore {} points : {}',
  benefits: 'Vos avantages',
  signIn: 'Se connecter',
  // Searches.
  searches: 'Recherches récentes',
  clearAll: 'Tout effacer',
  forgotten: 'Vos recherches ont été effacées',
  remove: 'Supprimer {}',
  removed: 'Supprimé : {}',
} satisfies MessageLabels
