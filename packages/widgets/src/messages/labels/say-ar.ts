import type { MessageLabels } from '../labels.js'

/** Arabic. */
export default {
  // Offers and popups.
  close: 'إغلاق',
  code: 'الرمز',
  copy: 'نسخ الرمز',
  copied: 'تم نسخ الرمز',
  selected: 'تم تحديد الرمز',
  ends: 'ينتهي خلال {}',
  spend: 'أضف {} للحصول على هذا العرض',
  spent: 'سلة التسوق مؤهلة لهذا العرض',
  // Surveys.
  back: 'رجوع',
  next: 'التالي',
  send: 'إرسال',
  step: 'السؤال {} من {}',
  needed: 'يرجى الإجابة عن هذا السؤال',
  unlikely: 'غير محتمل إطلاقًا',
  likely: 'محتمل جدًا',
  bad: 'غير راضٍ إطلاقًا',
  good: 'راضٍ جدًا',
  thanks: 'شكرًا على إجابتك',
  picks: 'اخترناها لك',
  // Content.
  content: 'مقالات وأدلة',
  article: 'مقال',
  guide: 'دليل',
  video: 'فيديو',
  // Members.
  hello: 'مرحبًا، {}',
  welcome: 'أهلًا بعودتك',
  points: 'النقاط: {}',
  toGo: '{} نقطة أخرى: {}',
  benefits: 'مزاياك',
  signIn: 'تسجيل الدخول',
  // Searches.
  searches: 'عمليات البحث الأخيرة',
  clearAll: 'مسح الكل',
  forgotten: 'تم مسح عمليات البحث',
  remove: 'إزالة {}',
  removed: 'تمت إزالة: {}',
} satisfies MessageLabels
