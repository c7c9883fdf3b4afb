import type { MoreLabels } from '../labels.js'

/** English, of everything but a plain row. */
const labels: MoreLabels = {
  related: 'You may also like',
  similar: 'Similar products',
  'bought-together': 'Often bought together',
  'for-you': 'Recommended for you',
  trending: 'Popular now',
  recent: 'Recently viewed',
  continue: 'Continue shopping',
  'cart-upsell': 'Goes well with your cart',
  bundle: 'Buy together',
  threshold: 'Nearly there',
  gap: 'Add {} more for free shipping',
  reached: 'You have free shipping',
  total: 'Total',
  addAll: 'Add {} to cart',
  clear: 'Clear',
  cleared: 'Your history was cleared',
  new: 'New',
  rated: 'Rated {} out of 5',
  choose: 'Choose an option',
  cancel: 'Cancel',
  dismiss: 'Not interested',
  dismissed: 'Will not be shown again',
  undo: 'Undo',
  restored: 'Shown again',
}

export default labels
