import type { MessageLabels } from '../labels.js'

/** Chinese. */
export default {
  // Offers and popups.
  close: '关闭',
  code: '优惠码',
  copy: '复制优惠码',
  copied: '优惠码已复制',
  selected: '优惠码已选中',
  ends: '距结束还有 {}',
  spend: '再买 {} 即可享受此优惠',
  spent: '您的购物车已满足此优惠条件',
} satisfies MessageLabels
