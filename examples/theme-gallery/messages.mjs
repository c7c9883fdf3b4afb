/** What the four shops tell their shoppers beside products: offers, a popup, surveys, stories, a club. In English and Arabic. */

/**
 * @typedef {import('./themes.mjs').Words} Words
 * @typedef {object} Told
 * @property {Words} offer
 * @property {Words} offerText
 * @property {Words} button
 * @property {string} code
 * @property {Words} popup
 * @property {Words} popupText
 * @property {Words} popupButton
 * @property {Words} quiz
 * @property {Words} tier
 * @property {Words} reward
 * @property {readonly Words[]} benefits
 * @property {readonly Words[]} stories an article, a guide, a video and another article
 */

/** @type {Readonly<Record<string, Told>>} */
const TOLD = {
  atelier: {
    offer: ['Fifteen per cent off knitwear and wool', 'خصم 15٪ على الملابس الصوفية'],
    offerText: ['For the first cold weeks of the year.', 'لأولى أسابيع البرد في السنة.'],
    button: ['See the collection', 'شاهد المجموعة'],
    code: 'LAINE15',
    popup: ['Before you go', 'قبل أن تذهب'],
    popupText: ['The first alteration of every coat is on us.', 'التعديل الأول لكل معطف علينا.'],
    popupButton: ['Show the code', 'أظهر الرمز'],
    quiz: ['Find your piece', 'اعثر على قطعتك'],
    tier: ['Salon', 'الصالون'],
    reward: ['a fitting in our atelier', 'جلسة قياس في ورشتنا'],
    benefits: [
      ['Free alterations until the end of the month', 'تعديلات مجانية حتى نهاية الشهر'],
      ['A birthday gift, wrapped in linen', 'هدية عيد ميلاد ملفوفة بالكتان'],
    ],
    stories: [
      ['The mill where our wool is woven', 'المصنع الذي يُنسج فيه صوفنا'],
      ['How to wash a silk dress at home, and how not to', 'كيف تغسلين فستانًا حريريًا في البيت'],
      ['One coat, forty hours', 'معطف واحد، أربعون ساعة'],
      ['What leather remembers', 'ما يتذكره الجلد'],
    ],
  },
  volt: {
    offer: ['Weekend deal: 10 % off audio', 'عرض نهاية الأسبوع: خصم 10٪ على الصوتيات'],
    offerText: ['Headphones, speakers and more, while stock lasts.', 'سماعات ومكبرات صوت وأكثر حتى نفاد الكمية.'],
    button: ['To the deals', 'إلى العروض'],
    code: 'VOLT10',
    popup: ['Wait: $10 off your first order', 'انتظر: خصم على طلبك الأول'],
    popupText: ['Good for everything in stock, today only.', 'صالح لكل ما هو متوفر، اليوم فقط.'],
    popupButton: ['Get my code', 'احصل على الرمز'],
    quiz: ['Not sure? Three quick questions', 'لست متأكدًا؟ ثلاثة أسئلة سريعة'],
    tier: ['Volt+', 'فولت+'],
    reward: ['a $20 voucher', 'قسيمة شراء'],
    benefits: [
      ['Free express delivery', 'توصيل سريع مجاني'],
      ['Member price on chargers and cables today', 'سعر الأعضاء على الشواحن والكابلات اليوم'],
    ],
    stories: [
      ['The best headphones for a noisy office', 'أفضل السماعات لمكتب صاخب'],
      ['Which charger does your laptop really need?', 'أي شاحن يحتاجه حاسوبك حقًا؟'],
      ['144 Hz against 60 Hz, seen slowly', 'الفرق بين 144 و60 هرتز بالتصوير البطيء'],
      ['Five settings that save your battery', 'خمسة إعدادات توفر البطارية'],
    ],
  },
  crumb: {
    offer: ['A loaf on the house', 'رغيف هدية منا'],
    offerText: ['Fill a basket for the weekend and the sourdough is ours.', 'املأ سلة لنهاية الأسبوع والخبز علينا.'],
    button: ['Fill the basket', 'املأ السلة'],
    code: 'SOURDOUGH',
    popup: ['Bread tomorrow morning?', 'خبز صباح الغد؟'],
    popupText: ['Order before nine tonight: the oven is lit at four.', 'اطلب قبل التاسعة مساءً: نوقد الفرن في الرابعة.'],
    popupButton: ['Show the code', 'أظهر الرمز'],
    quiz: ['What goes on your table?', 'ماذا تضع على مائدتك؟'],
    tier: ['Baker’s dozen', 'دزينة الخباز'],
    reward: ['a speckled mug', 'كوب مرقط'],
    benefits: [
      ['Every thirteenth loaf is free', 'كل رغيف ثالث عشر مجاني'],
      ['Happy birthday: cake for two', 'عيد ميلاد سعيد: كعكة لشخصين'],
    ],
    stories: [
      ['Why we let the dough sleep for two days', 'لماذا نترك العجين ينام يومين'],
      ['Keep your starter alive through a holiday', 'حافظ على خميرتك خلال العطلة'],
      ['From clay to bowl in four minutes', 'من الطين إلى الوعاء في أربع دقائق'],
      ['An olive press on the hill above the sea', 'معصرة زيتون على التل فوق البحر'],
    ],
  },
  kerb: {
    offer: ['Two tees, one price', 'قميصان بسعر واحد'],
    offerText: ['Stack the drop before it is gone.', 'اجمع الإصدار قبل أن ينفد.'],
    button: ['Get it', 'احصل عليه'],
    code: 'KERB2X',
    popup: ['Early doors', 'ادخل أولًا'],
    popupText: ['Drop 08 opens an hour early for you.', 'يفتح الإصدار 08 لك قبل ساعة.'],
    popupButton: ['Show the code', 'أظهر الرمز'],
    quiz: ['Build your fit', 'كوّن إطلالتك'],
    tier: ['Regular', 'من أهل الدار'],
    reward: ['a numbered deck', 'لوح مرقّم'],
    benefits: [
      ['First in line for drop 08', 'أول الصف للإصدار 08'],
      ['Free returns, always', 'إرجاع مجاني دائمًا'],
    ],
    stories: [
      ['Who paints the vans', 'من يرسم على الشاحنات'],
      ['Size up or down? The boxy fit, explained', 'مقاس أكبر أم أصغر؟ شرح القصة الواسعة'],
      ['Night session, underpass', 'جلسة ليلية تحت الجسر'],
      ['480 gsm: what heavy cotton does', '480 غرامًا: ما يفعله القطن الثقيل'],
    ],
  },
}

/** What all of them ask. */
const ASKED = {
  look: ['What are you looking for?', 'عمّ تبحث؟'],
  why: ['What should we do better?', 'ماذا علينا أن نحسّن؟'],
  nps: ['How likely are you to recommend us to a friend?', 'ما مدى احتمال أن توصي بنا لصديق؟'],
  thanks: ['Thank you. This could be yours:', 'شكرًا لك. قد يناسبك هذا:'],
  name: ['Amal', 'أمل'],
}

/**
 * The words of a shop in one language: single ones as text, lists as lists of texts.
 * @param {string} theme
 * @param {number} at 0: English, 1: Arabic
 */
export function messagesOf(theme, at) {
  const say = ([name, words]) => {
    if (typeof words === 'string') return [name, words]
    return [name, Array.isArray(words[0]) ? words.map((each) => each[at]) : words[at]]
  }
  return Object.fromEntries(Object.entries({ ...ASKED, ...TOLD[theme] }).map(say))
}
