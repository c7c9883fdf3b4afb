import type { MessageLabels } from '../labels.js'

/** Japanese. */
export default {
  // Offers and popups.
  close: '閉じる',
  code: 'クーポンコード',
  copy: 'コードをコピー',
  copied: 'コードをコピーしました',
  selected: 'コードを選択しました',
  ends: '終了まであと{}',
  spend: 'あと{}でこの特典を利用できます',
  spent: 'カートはこの特典の対象です',
} satisfies MessageLabels
