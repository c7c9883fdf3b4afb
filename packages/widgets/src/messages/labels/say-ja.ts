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
  // Surveys.
  back: '戻る',
  next: '次へ',
  send: '送信',
  step: '質問 {} / {}',
  needed: 'この質問にお答えください',
  unlikely: 'まったく思わない',
  likely: 'とてもそう思う',
  bad: 'とても不満',
  good: 'とても満足',
  thanks: 'ご回答ありがとうございます',
  picks: 'あなたへのおすすめ',
  // Content.
  content: '読みものとガイド',
  article: '記事',
  guide: 'ガイド',
  video: '動画',
  // Members.
  hello: 'こんにちは、{}さん',
  welcome: 'おかえりなさい',
  points: 'ポイント: {}',
  toGo: 'あと {} ポイント: {}',
  benefits: 'ご利用いただける特典',
  signIn: 'ログイン',
  // Searches.
  searches: '最近の検索',
  clearAll: 'すべて消去',
  forgotten: '検索履歴を消去しました',
  remove: '{} を削除',
  removed: '削除しました: {}',
} satisfies MessageLabels
