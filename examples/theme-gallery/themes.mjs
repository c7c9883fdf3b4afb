/**
 * Four shops that have nothing in common but their markup: what each is called, says and sells, in English and Arabic. Their
 * looks are `styles/*.css`.
 *
 * @typedef {readonly [en: string, ar: string]} Words
 * @typedef {object} Theme
 * @property {string} name
 * @property {string} currency
 * @property {number} free free shipping from this amount
 * @property {Record<'note' | 'buy' | 'about' | 'picks' | 'range' | 'season' | 'fresh', Words>} text
 * @property {readonly Words[]} menu
 * @property {readonly (readonly [picture: string, price: number, ...Words])[]} goods
 * @property {readonly Words[]} makes what tells products of one sort apart
 * @property {readonly string[]} colours of the pictures
 */

/** @type {Readonly<Record<string, Theme>>} */
export const THEMES = {
  atelier: {
    name: 'Maison Orée',
    currency: 'EUR',
    free: 400,
    text: {
      note: ['Made to order in Lyon', 'يُصنع حسب الطلب في ليون'],
      buy: ['Add to bag', 'أضف إلى الحقيبة'],
      about: ['Cut from one length of cloth, finished by hand.', 'مقصوص من قطعة قماش واحدة ومنجز باليد.'],
      picks: ['The edit', 'اختياراتنا'],
      range: ['The collection', 'المجموعة'],
      season: ['Autumn, quietly', 'خريف هادئ'],
      fresh: ['Just arrived', 'وصل حديثًا'],
    },
    menu: [
      ['Women', 'نساء'],
      ['Men', 'رجال'],
      ['Leather', 'جلود'],
      ['Journal', 'المجلة'],
    ],
    goods: [
      ['coat', 520, 'overcoat', 'معطف'],
      ['dress', 340, 'dress', 'فستان'],
      ['shirt', 180, 'shirt', 'قميص'],
      ['bag', 410, 'shoulder bag', 'حقيبة كتف'],
      ['trousers', 220, 'wide trousers', 'بنطال واسع'],
      ['scarf', 95, 'scarf', 'وشاح'],
      ['shoe', 290, 'loafers', 'حذاء'],
      ['hat', 85, 'felt hat', 'قبعة لباد'],
    ],
    makes: [
      ['Ivory wool', 'من الصوف العاجي'],
      ['Ink linen', 'من الكتان الكحلي'],
      ['Sable silk', 'من الحرير البني'],
      ['Chalk cotton', 'من القطن الأبيض'],
      ['Moss cashmere', 'من الكشمير الأخضر'],
      ['Clay double-faced virgin wool', 'من صوف العذارى مزدوج الوجه بلون الطين'],
    ],
    colours: ['#b9ab97', '#3d434f', '#7a5f4b', '#d8d2c6', '#6c7260', '#a06b52'],
  },
  volt: {
    name: 'VoltMarkt',
    currency: 'USD',
    free: 99,
    text: {
      note: ['Ordered by 22:00, there tomorrow · 30 days to return', 'اطلب قبل 22:00 واستلم غدًا · إرجاع خلال 30 يومًا'],
      buy: ['Add to cart', 'أضف إلى السلة'],
      about: ['In stock · 2 years of warranty · free returns', 'متوفر · ضمان سنتين · إرجاع مجاني'],
      picks: ['Editor’s choice', 'اختيار المحرر'],
      range: ['All deals of the day', 'كل عروض اليوم'],
      season: ['Price drops', 'انخفاض الأسعار'],
      fresh: ['New in electronics', 'جديد الإلكترونيات'],
    },
    menu: [
      ['Computers', 'حواسيب'],
      ['Phones', 'هواتف'],
      ['TV & audio', 'تلفاز وصوت'],
      ['Deals', 'عروض'],
    ],
    goods: [
      ['phone', 449, 'smartphone 256 GB, 6.7″', 'هاتف ذكي 256 جيجابايت'],
      ['laptop', 899, 'laptop 14″, 16 GB RAM', 'حاسوب محمول 14 بوصة'],
      ['headphones', 79, 'wireless headphones', 'سماعات لاسلكية'],
      ['screen', 219, 'monitor 27″ 144 Hz', 'شاشة 27 بوصة'],
      ['mouse', 29, 'gaming mouse', 'فأرة ألعاب'],
      ['speaker', 59, 'Bluetooth speaker', 'مكبر صوت بلوتوث'],
      ['watch', 149, 'smart watch', 'ساعة ذكية'],
      ['charger', 19, 'USB-C charger 65 W', 'شاحن 65 واط'],
    ],
    makes: [
      ['Novatek N1', 'نوفاتك'],
      ['Kestrel Pro', 'كستريل برو'],
      ['Lumen X', 'لومن'],
      ['Orbit 3', 'أوربت 3'],
      ['Pixelor Ultra Max Edition', 'بكسلور ألترا ماكس'],
      ['Basic Line', 'بيسك لاين'],
    ],
    colours: ['#22262d', '#4a6fa5', '#8d99ae', '#1f7a8c', '#5c5470', '#adb5bd'],
  },
  crumb: {
    name: 'Crumb & Kiln',
    currency: 'GBP',
    free: 45,
    text: {
      note: ['Baked at dawn, on your table by noon', 'يُخبز فجرًا ويصل إلى مائدتك ظهرًا'],
      buy: ['Put in basket', 'ضع في السلة'],
      about: ['Slowly risen, stone baked, wrapped in paper.', 'تخمير بطيء، خبز على الحجر، تغليف بالورق.'],
      picks: ['From our shelf', 'من رفنا'],
      range: ['This week’s oven', 'فرن هذا الأسبوع'],
      season: ['For the long table', 'للمائدة الطويلة'],
      fresh: ['Fresh today', 'طازج اليوم'],
    },
    menu: [
      ['Bread', 'خبز'],
      ['Pantry', 'مؤونة'],
      ['Stoneware', 'فخار'],
      ['Gifts', 'هدايا'],
    ],
    goods: [
      ['loaf', 5.2, 'sourdough', 'خبز العجين المخمر'],
      ['jar', 6.8, 'jam', 'مربى'],
      ['bottle', 14, 'olive oil', 'زيت زيتون'],
      ['mug', 18, 'mug', 'كوب'],
      ['bowl', 24, 'bowl', 'وعاء'],
      ['cheese', 9.5, 'farm cheese', 'جبن المزرعة'],
      ['cake', 21, 'cake', 'كعكة'],
      ['tea', 7.4, 'loose tea', 'شاي'],
    ],
    makes: [
      ['Rye & honey', 'بالجاودار والعسل'],
      ['Fig and walnut', 'بالتين والجوز'],
      ['Orchard', 'البستان'],
      ['Old mill', 'الطاحونة القديمة'],
      ['Speckled', 'المرقط'],
      ['Grandmother’s slow Sunday', 'الجدة ليوم الأحد'],
    ],
    colours: ['#b5793f', '#8f3b3b', '#7d8450', '#c7a27c', '#5f6f65', '#d9a441'],
  },
  kerb: {
    name: 'KERB/STONE',
    currency: 'EUR',
    free: 150,
    text: {
      note: ['DROP 07 — LIVE NOW', 'الإصدار 07 — متاح الآن'],
      buy: ['Cop it', 'اشترِ الآن'],
      about: ['480 gsm. Boxy. Numbered.', '480 غرامًا. قصة واسعة. مرقّم.'],
      picks: ['Crew picks', 'اختيارات الفريق'],
      range: ['Drop 07', 'الإصدار 07'],
      season: ['Layer up', 'طبقات'],
      fresh: ['Fresh off the van', 'وصل للتو'],
    },
    menu: [
      ['Drops', 'إصدارات'],
      ['Tops', 'قمصان'],
      ['Kicks', 'أحذية'],
      ['Archive', 'أرشيف'],
    ],
    goods: [
      ['hoodie', 95, 'hoodie', 'هودي'],
      ['tee', 45, 'tee', 'تيشيرت'],
      ['sneaker', 140, 'low tops', 'حذاء رياضي'],
      ['cap', 35, 'cap', 'قبعة'],
      ['cargo', 110, 'cargo pants', 'بنطال كارغو'],
      ['backpack', 85, 'backpack', 'حقيبة ظهر'],
      ['beanie', 28, 'beanie', 'قبعة صوف'],
      ['board', 75, 'deck 8.25″', 'لوح تزلج'],
    ],
    makes: [
      ['Tarmac', 'تارماك'],
      ['Hi-vis', 'هاي فيز'],
      ['Nightbus', 'باص الليل'],
      ['Concrete', 'خرسانة'],
      ['Acid', 'أسيد'],
      ['Underpass Records × Kerb', 'أندرباس × كيرب'],
    ],
    colours: ['#c6ff3d', '#ff5a36', '#8b8f98', '#5d6bff', '#e8e4da', '#2e3138'],
  },
}
