/**
 * Title words → [department, shelf]. The first rule that matches the lower-case title wins, so special things stand
 * before general ones ("toy tidy" before "toy", "christmas" before the kind of thing it decorates).
 */
const RULES = [
  // Signs quote anything at all, so they come first.
  [/metal sign|\bsign\b|doorsign|door hanger|wall art|block word/, 'Home decor', 'Signs & letters'],

  // Named after an occasion, whatever the thing is.
  [
    /christmas.*(wrap|\btags|card|ribbon|stickers|gift|tissue|paper chain)|(wrap|card|ribbon|stickers|gift tags|paper chain).*(christmas|santa)/,
    'Christmas',
    'Cards & wrap',
  ],
  [/ribbon reel (socks|making|snowy)/, 'Christmas', 'Cards & wrap'],
  [
    /(christmas|santa|reindeer|snowmen).*(lights|t-light|candle)|t-lights (santa|snowmen)|christmas glass ball/,
    'Christmas',
    'Lights & candles',
  ],
  [
    /christmas.*(napkins|cake|crackers?|doilies|tin|bag|hot water)|(cake|biscuit|napkin|doilies|bag|tin|cracker).*christmas|panettone|mini (vintage|50's) crackers|50's crackers|christmas toilet/,
    'Christmas',
    'Table & baking',
  ],
  [
    /christmas|noel|nativity|advent|mistletoe|holly|angel decoration|jingle bell|sleigh|stocking|reindeer|wreath|tree decoration|folkart|silver (bells|stars|hearts) table|vintage bells|wooden tree decorations|snowflake/,
    'Christmas',
    'Decorations',
  ],

  [/kneeling|^grow /, 'Garden', 'Growing & potting'],
  [/treasure (tin|book)/, 'Storage', 'Boxes & cabinets'],

  // Children.
  [
    /(children's|child's|dolly girl|spaceboy|circus|dinosaur|kids).*(cutlery|bowl|cup|mug|beaker|breakfast|plate|egg cup)|(cutlery|egg cup|beaker).*(children's|spaceboy|dolly girl|circus)|tv dinner tray|baby bib|baby gift/,
    'Kids & toys',
    "Children's tableware",
  ],
  [
    /children's (apron|umbrella)|mini backpack|hairband|child's garden|toy cooking/,
    'Kids & toys',
    'Dressing up & play',
  ],
  [/money (box|bank)|piggy bank/, 'Kids & toys', 'Money boxes'],
  [
    /magic drawing|paint (set|your)|canvas set|stencil|colouring set|chalk sticks|crayons|modelling clay|knitting nancy|stamp set|alphabet stamp|3d kit|make your own|tattoos/,
    'Kids & toys',
    'Drawing & making',
  ],
  [
    /feltcraft.*(doll|girl|boy|kit)|soft toy|teddy|mouse toy|playhouse|princess|nesting boxes|rocking horse|charlie & lola fig/,
    'Kids & toys',
    'Dolls & soft toys',
  ],
  [
    /jigsaw|dominoes|bingo|ludo|snakes|snap cards|card game|playing cards|skittles|croquet|rounders|noughts|pick up sticks|heads and tails|tail game|spinning tops|skipping|catch cup|marbles|gliders|harmonica|alphabet blocks|inflatable|water bomb|seaside bucket|spade|sandcastle|chopsticks for|torch|calculator|popsicle|lolly makers|toast its|bicycle/,
    'Kids & toys',
    'Games & outdoor play',
  ],
  [/feltcraft(?!.*(bag|cushion))|easter craft|felt craft(?!.*box)/, 'Stationery & craft', 'Sewing & felt craft'],

  // Bags and travel.
  [
    /toy tidy|wall tidy|storage (bag|cubes)|recycling bag|peg bag|jumbo storage|knick knack|button box|storage box|storage tin|magazine rack|letter (rack|holder)|organiser/,
    'Storage',
    'Tidies & organisers',
  ],
  [/jumbo (bag|shopper)|doily jumbo bag|cash & carry/, 'Bags & travel', 'Jumbo bags'],
  [/lunch bag/, 'Bags & travel', 'Lunch bags'],
  [/charlotte bag/, 'Bags & travel', 'Charlotte bags'],
  [/gift bag|party bag|bottle bag/, 'Party & wrap', 'Gift & party bags'],
  [/umbrella|parasol(?! straws)(?!s)|rain (hat|poncho)|\bfan\b/, 'Bags & travel', 'Umbrellas & rainwear'],
  [/purse(?! notebook)|wallet|passport|luggage|key ?rings|key fob/, 'Bags & travel', 'Purses & wallets'],
  [/picnic (basket|hamper|bag)|savannah picnic/, 'Bags & travel', 'Picnic'],
  [/\b(tote|shopper|shoulder|airline|overnight|pocket) bag|mini cases|washbag/, 'Bags & travel', 'Totes & cases'],

  // Bath and comfort.
  [/hot water bottle|hottie|warmer(?!.*mug)/, 'Bath & comfort', 'Hot water bottles'],
  [/mug warmer/, 'Kitchen & dining', 'Mugs & cups'],
  [/plasters|first aid|repair kit(?! bicycle)/, 'Bath & comfort', 'First aid tins'],
  [
    /bath(?!room metal|room sign| building)|flannel|\btowel\b(?<!tea towel)|soap|lip gloss|wash bowl|water basin|perfume|tonic$|elixir|washing up|cotton wool|decorative flask|apothecary/,
    'Bath & comfort',
    'Bath & dressing table',
  ],

  // Baking, then the kitchen.
  [/cake cases|cake cup cases|cup cake cases|baking cases|petit four|lace paper/, 'Baking', 'Cake cases'],
  [/cake ?stand(?!.*t-light)|cake plate|cake frill|glass cloche/, 'Baking', 'Cake stands'],
  [/cake tin|biscuit tin|cookie jar/, 'Baking', 'Cake & biscuit tins'],
  [
    /cutter|mould|baking set|rolling pin|pastry brush|measuring (spoons|jug)|kitchen scales|jam making|jam jar with|recipe/,
    'Baking',
    'Bakeware',
  ],
  [/t-light (holder|glass)|candle (holder|stick)|candlestick|hanging t-light/, 'Lighting & candles', 'T-light holders'],
  [/\bled tea lights/, 'Lighting & candles', 'Fairy & night lights'],
  [/candle|t-light|scented/, 'Lighting & candles', 'Candles'],
  [/lantern/, 'Lighting & candles', 'Lanterns'],
  [/\blights\b|night light|table light|light garland|\blamp\b/, 'Lighting & candles', 'Fairy & night lights'],
  [/matches/, 'Lighting & candles', 'Candles'],
  [
    /paper (cups|plates|napkins|doilies|bunting|chain)|napkins\b|doilies|straws|cocktail/,
    'Party & wrap',
    'Party table',
  ],
  [
    /apron|tea towel|oven (glove|mitt)|tablecloth|placemats|coaster|gloves|tea cosy|egg cosy|napkin (ring|charms)|food cover/,
    'Kitchen & dining',
    'Aprons & table linen',
  ],
  [/lunch box|snack box|picnic boxes|round container|food container set/, 'Kitchen & dining', 'Lunch boxes'],
  [/dog (bowl|food)|cat (bowl|food)|pink cat bowl/, 'Home decor', 'Pets'],
  [
    /teapot|tea for one|tea (set|strainer|plate|caddy|cup|bag)|teacup|sugar (tongs|bowl|dispenser|jam)|milk jug|tea,|tea coffee sugar|tea glass|teaspoons/,
    'Kitchen & dining',
    'Tea & coffee',
  ],
  [/\bmugs?\b|\bcups?\b|beaker/, 'Kitchen & dining', 'Mugs & cups'],
  [
    /bread bin|\btins?\b(?!.*(sewing|bucket|flytrap|keepsake|treasure))|storage jar|spice|glass jar|bon bon|milk bottles|popcorn/,
    'Kitchen & dining',
    'Jars & tins',
  ],
  [
    /bowl(?!.*candle)|plate\b|butter dish|\bdish\b|egg (cup|holder)|salt and pepper|\btray\b|trays|trinket bowl/,
    'Kitchen & dining',
    'Bowls & plates',
  ],
  [
    /pan\b|colander|ladle|cutlery|chopsticks|bottle opener|brush|\bjug\b|egg house|knives|spoons/,
    'Kitchen & dining',
    'Cookware & utensils',
  ],

  // Paper: party, wrap, cards, stationery.
  [/bunting|garland/, 'Party & wrap', 'Bunting & garlands'],
  [/balloon(?!.*writing)|party charms|disco ball|place setting/, 'Party & wrap', 'Balloons & celebration'],
  [
    /\bwrap(ping)?\b|gift tags|(?<!measuring )tape\b(?! measure)|ribbons?\b|tissues?\b(?! box)/,
    'Party & wrap',
    'Wrap & ribbon',
  ],
  [/card holder|memo/, 'Home decor', 'Frames & memo boards'],
  [/\bcards?\b|invites|envelope|postcard set/, 'Party & wrap', 'Cards'],
  [
    /notebook|note ?books?|exercise books|address book|notepad|shopping list|stationery|writing set|calendar/,
    'Stationery & craft',
    'Notebooks & paper',
  ],
  [/\bpens?\b|pencils?\b|ruler|eraser/, 'Stationery & craft', 'Pens & pencils'],
  [
    /sewing|pin cushion|needle|knitting|iron on|tape measure|measuring tape|sticker|badges|stickies|bunnies$|screwdriver|folding ruler/,
    'Stationery & craft',
    'Sewing & felt craft',
  ],
  [/magnets?\b/, 'Stationery & craft', 'Magnets'],

  // Garden.
  [
    /watering can|secateurs|garden (fork|set|marker|thermometer)|decorative garden|herb|planter|plant (holder|ladder)|seed|windmill|hammock|gaoler|flowerpot|gardeners|thermometer|pottering|garden container|birdcage/,
    'Garden',
    'Growing & potting',
  ],
  [/bird ?house|toadstools$|painted metal pears|hen house|mobile/, 'Garden', 'Garden decorations'],

  // Jewellery, home, storage.
  [
    /bracelet|necklace|earring|\bring\b(?!.*napkin)|butterfly clips|brooch|beaded crystal/,
    'Jewellery & trinkets',
    'Jewellery & hair',
  ],
  [
    /trinket|jewellery|keepsake|dressing table pot|curio|folding butterfly mirror|sweetheart mini chest|heart box|jewel/,
    'Jewellery & trinkets',
    'Trinket boxes',
  ],
  [
    /\bsign\b|doorsign|door hanger|wall art|block (word|letters)|wood letters|wooden block/,
    'Home decor',
    'Signs & letters',
  ],
  [/frame|album|photo cube|blackboard|black board|chalkboard|board\b/, 'Home decor', 'Frames & memo boards'],
  [/clock|mirror/, 'Home decor', 'Clocks & mirrors'],
  [/doormat|\bmat\b|doorstop|foot stool/, 'Home decor', 'Doormats & doorstops'],
  [/cushion|filler pad|quilt/, 'Home decor', 'Cushions'],
  [/knob|hook|hanger|coat rack|key cabinet/, 'Home decor', 'Hooks & knobs'],
  [
    /tissue box|book box|treasure|drawer|cabinet|crate|basket|\bbox\b|chest|pop box|peg|boxes|bucket|rack|tins?\b|bottle|jar\b/,
    'Storage',
    'Boxes & cabinets',
  ],
  [
    /heart|star|wicker|decoration|ornament|bird|hanging|dove|butterfly|angel|magnet|bell|rabbit|daisy|slate|easter|egg/,
    'Home decor',
    'Hearts & decorations',
  ],
]

/** `[department, shelf]` of a title, broad to narrow; what no rule knows goes to Home decor. */
export function categorise(title) {
  const text = title.toLowerCase()
  const rule = RULES.find(([pattern]) => pattern.test(text))
  return rule ? [rule[1], rule[2]] : ['Home decor', 'Hearts & decorations']
}
