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
  // Surveys.
  back: 'Back',
  next: 'Next',
  send: 'Send',
  step: 'Question {} of {}',
  needed: 'Please answer this question',
  unlikely: 'Not at all likely',
  likely: 'Extremely likely',
  bad: 'Very dissatisfied',
  good: 'Very satisfied',
  thanks: 'Thank you for your answer',
  picks: 'Picked for you',
  // Content.
  content: 'Stories and guides',
  article: 'Article',
  guide: 'Guide',
  video: 'Video',
  // Members.
  hello: 'Hello, {}',
  welcome: 'Welcome back',
  points: 'Points: {}',
  toGo: '{} more points: {}',
  benefits: 'Your benefits',
  signIn: 'Sign in',
  // Searches.
  searches: 'Recent searches',
  clearAll: 'Clear all',
  forgotten: 'Your searches were cleared',
  remove: 'Remove {}',
  removed: 'Removed: {}',
} satisfies MessageLabels
