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
  // Surveys.
  back: '上一步',
  next: '下一步',
  send: '提交',
  step: '第 {} 题，共 {} 题',
  needed: '请回答此问题',
  unlikely: '完全不可能',
  likely: '非常可能',
  bad: '非常不满意',
  good: '非常满意',
  thanks: '感谢您的回答',
  picks: '为您挑选',
  // Content.
  content: '故事与指南',
  article: '文章',
  guide: '指南',
  video: '视频',
  // Members.
  hello: '您好，{}',
  welcome: '欢迎回来',
  points: '积分：{}',
  toGo: '再得 {} 积分：{}',
  benefits: '您的权益',
  signIn: '登录',
  // Searches.
  searches: '最近搜索',
  clearAll: '全部清除',
  forgotten: '您的搜索记录已清除',
  remove: '移除 {}',
  removed: '已移除：{}',
} satisfies MessageLabels
