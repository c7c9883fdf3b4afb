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
} satisfies MessageLabels
