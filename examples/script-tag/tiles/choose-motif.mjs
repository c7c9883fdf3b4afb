import { baking } from './motifs/baking.mjs'
import { carry } from './motifs/carry.mjs'
import { garden } from './motifs/garden.mjs'
import { home } from './motifs/home.mjs'
import { kitchen } from './motifs/kitchen.mjs'
import { light } from './motifs/light.mjs'
import { paper } from './motifs/paper.mjs'
import { play } from './motifs/play.mjs'
import { season } from './motifs/season.mjs'

/** Every motif by name. */
export const MOTIFS = { ...kitchen, ...baking, ...carry, ...light, ...season, ...paper, ...play, ...home, ...garden }

/** Lower-case title → motif; the first match wins, so the thing comes before what is on it. */
const RULES = [
  [/napkins/, 'napkin'],
  [/kneeling/, 'cushion'],
  [/\bsign\b|doorsign|door hanger|wall art/, 'sign'],
  [/(?<!-)\blights\b|light garland/, 'bulbs'],
  [/t-light holder|t-light glass|hanging t-light|candle holder/, 'tlight'],
  [/night light|table light|cottage/, 'nightlight'],
  [/candle ?stick/, 'candlestick'],
  [/table lantern/, 'paperlantern'],
  [/lantern/, 'lantern'],
  [/\blamp\b|torch/, 'lamp'],
  [/matches/, 'matches'],
  [/money (box|bank)|piggy/, 'piggy'],
  [/candle(?!.*bowl)|t-lights?|tea lights/, 'candles'],
  [
    /cake cases|cup cases|baking cases|petit four|cupcakes?$|lace paper|fairy cake(?!.*(teapot|apron|doormat|napkin|umbrella|wrap|notebook|flannel|bank))/,
    'cupcake',
  ],
  [/stocking|socks/, 'stocking'],
  [/wreath/, 'wreath'],
  [/cracker/, 'cracker'],
  [/rocking horse|reindeer/, 'horse'],
  [/angel|fairy$/, 'angel'],
  [/sleigh(?! bells)/, 'sleigh'],
  [/advent/, 'calendar'],
  [/bauble|disco ball|glass ball/, 'bauble'],
  [/doormat|\bmat\b/, 'doormat'],
  [/tree (?!.*card|.*decoration|.*heart|.*star|.*bell)|christmas.*tree|tree top|wooden tree|tree wood/, 'fir'],
  [/jumbo|\btote|shopper|shoulder bag|storage bag|recycling bag|cotton bag$|peg bag|pocket bag|gift sack/, 'tote'],
  [/lunch bag|picnic bag/, 'lunchbag'],
  [/charlotte bag|washbag|toy tidy|wall tidy/, 'charlotte'],
  [/airline|overnight|mini cases|suitcase/, 'suitcase'],
  [/backpack/, 'backpack'],
  [/gift bag|party bag|bottle bag/, 'giftbag'],
  [/purse(?! note)/, 'purse'],
  [/wallet|passport/, 'wallet'],
  [/key ?fob|luggage tag|\btags\b|key ?rings|keys/, 'tag'],
  [/umbrella|parasol(?!s)/, 'umbrella'],
  [/rain hat/, 'hat'],
  [/poncho|bib\b/, 'poncho'],
  [/\bfan\b/, 'fan'],
  [/picnic (basket|hamper)|basket(?!.*cake)|crate/, 'basket'],
  [/hot water|hottie/, 'hotwater'],
  [/warmer/, 'handwarmer'],
  [/plasters|first aid|repair kit/, 'firstaid'],
  [/3 (tier|basket)|cakestand 3/, 'cakestand3'],
  [/cake ?stand|cake plate|cloche|cake frill|cake decorations/, 'cakestand'],
  [/cake tin|biscuit tin|cookie jar|panettone/, 'caketin'],
  [/apron/, 'apron'],
  [/tea towel|\btowel|flannel|tablecloth/, 'towel'],
  [/glove|mitt\b/, 'mitt'],
  [/cutter/, 'cutter'],
  [/rolling pin|baking set/, 'rollingpin'],
  [/kitchen scales/, 'scales'],
  [/jam (jar|making)|jam jar/, 'jam'],
  [/measuring spoons|ladle|teaspoons|tongs|chopsticks|sticks game/, 'spoons'],
  [/mould/, 'mould'],
  [/brush/, 'brush'],
  [/frying pan|milk pan|colander|strainer/, 'pan'],
  [/teapot|tea for one|tea set|tea cosy/, 'teapot'],
  [/teacup|tea cup|breakfast set/, 'teacup'],
  [/egg (cup|cosy|holder|house)/, 'eggcup'],
  [/salt and pepper|sugar dispenser/, 'shaker'],
  [/popcorn/, 'popcorn'],
  [/paper cups/, 'papercup'],
  [/\bmugs?\b|\bcups?\b(?! game)|beaker|tea glass/, 'mug'],
  [/\bjug\b|watering jug/, 'jug'],
  [/watering can(?! garden)/, 'wateringcan'],
  [/lunch box|snack box|picnic boxes|food container(?! set)|container set/, 'lunchbox'],
  [/dog bowl|cat bowl|(dog|cat) food/, 'petbowl'],
  [/cutlery|utensil/, 'cutlery'],
  [/bowl|basin|food cover|trinket pot$/, 'bowl'],
  [/paper plates|plate\b|\btray|placemat|coaster|napkin ring/, 'plate'],
  [/napkin|tissues?$|flannel/, 'napkin'],
  [/doilies|butter dish/, 'doily'],
  [/straws|cocktail/, 'straws'],
  [/tissue box/, 'tissues'],
  [/pack of 12 .*tissues?/, 'napkin'],
  [/bunting|garland/, 'bunting'],
  [/paper chain/, 'paperchain'],
  [/balloon(?!.*writing)/, 'balloons'],
  [/ribbon|\btape\b(?! measure)/, 'ribbon'],
  [/\bwrap(ping)?\b/, 'roll'],
  [
    /recipe (box|book)|book box|notebook|note ?books?|exercise|address book|notepad|shopping list|album|stationery|writing set/,
    'notebook',
  ],
  [/playing cards|snap cards|card game/, 'cards'],
  [/card holder|memo|place setting/, 'frame'],
  [/\bcards?\b|invites|envelope|postcard|calendar/, 'card'],
  [/feather pen|feather/, 'feather'],
  [/ruler|tape measure|measuring tape/, 'ruler'],
  [/pencils?\b(?! erasers)|crayons|chalk sticks|colouring set/, 'pencils'],
  [/\bpens?\b/, 'pen'],
  [/magnets?|stickers?|badges|patches|tattoos|charms|eraser|stamp|bunnies$/, 'stamps'],
  [/chalkboard|drawing slate|black ?board/, 'slate'],
  [/paint|stencil|modelling clay|canvas|kit cards/, 'paints'],
  [/feltcraft (princess|doll|girl|boy)|nesting|toy cooking/, 'doll'],
  [/teddy|soft toy|mouse toy|mice/, 'bear'],
  [/playhouse|chalet/, 'house'],
  [/cushion|filler|foot stool/, 'cushion'],
  [/feltcraft|felt|craft|hairband/, 'felt'],
  [/bird ?house|hen house/, 'birdhouse'],
  [/jigsaw|puzzle/, 'puzzle'],
  [/blocks|block (word|letters)|wood letters|alphabet/, 'blocks'],
  [/dominoes|bingo|ludo|snakes|noughts|calculator|tail game|heads and tails/, 'dominoes'],
  [/skittles|croquet|rounders/, 'skittles'],
  [/spinning top|catch cup|bell$/, 'top'],
  [/skipping|\brope/, 'rope'],
  [/marbles|bracelet|water bomb/, 'marbles'],
  [/bucket|spade|sandcastle|lolly/, 'bucket'],
  [/harmonica/, 'harmonica'],
  [/gliders/, 'glider'],
  [/sewing|knitting|needle/, 'spool'],
  [/pin cushion|button/, 'button'],
  [/alarm clock/, 'clock'],
  [/wall clock/, 'wallclock'],
  [/circular mirror|disco/, 'mobile'],
  [/mirror/, 'mirror'],
  [/doorstop/, 'doorstop'],
  [/frame|photo|wall art/, 'frame'],
  [/knob/, 'knob'],
  [/hook|hanger|coat rack/, 'hooks'],
  [/magazine rack|letter (rack|holder)|organiser|book stand|wire/, 'rack'],
  [/pegs/, 'pegs'],
  [/chest/, 'chest'],
  [/drawer|cabinet|cubes/, 'drawers'],
  [/glass jar|storage jar|bon bon|jar\b|milk bottles|dressing table pot|trinket pot/, 'jar'],
  [/spice|herb tins|knick|tins?\b|caddy|tea,|tea coffee|bread bin|storage tin/, 'canister'],
  [/trinket|jewel|keepsake|curio/, 'jewelbox'],
  [/\bring\b/, 'ring'],
  [/perfume|tonic|elixir|bottle|flask/, 'bottle'],
  [/lip gloss/, 'lipgloss'],
  [/soap|sponge|scrubbing/, 'soap'],
  [/thermometer/, 'thermometer'],
  [/marker/, 'marker'],
  [/windmill/, 'windmill'],
  [/hammock/, 'hammock'],
  [/ladder/, 'ladder'],
  [/planter|plant holder|herb|grow|seed|garden container|toadstools|daisy/, 'pot'],
  [/bells?\b/, 'bells'],
  [/wicker|trellis|filigree/, 'wicker'],
  [/\begg/, 'egg'],
  [/bird ornament|hanging (hen|chick)|bird light|chick /, 'bird'],
  [/rabbit|bunny/, 'rabbit'],
  [/heart|star|decoration|butterfly|bird|crystal|hanging|clips|owls/, 'pendant'],
  [/box|boxes/, 'box'],
]

/** What a shelf's products look like when their title gives nothing away. */
const SHELF_MOTIFS = {
  'Games & outdoor play': 'dominoes',
  Candles: 'candles',
  Decorations: 'pendant',
  'Hearts & decorations': 'pendant',
}

/** The motif's name for a product. */
export function chooseMotif(product) {
  const title = product.title.toLowerCase()
  const rule = RULES.find(([pattern]) => pattern.test(title))
  return rule?.[1] ?? SHELF_MOTIFS[product.categories[1]] ?? 'gift'
}

const SHAPE_WORDS = [
  [/\btree\b(?!.*(heart|star))/, 'fir'],
  [/star/, 'star'],
  [/heart/, 'heart'],
  [/butterfl/, 'butterfly'],
  [/bird|swallow|dove/, 'bird'],
  [/owl/, 'owl'],
  [/flower|daisy/, 'flower'],
]

/** The shape of a thing that is a shape: a wooden star, a heart of wicker, a butterfly cutter. */
export function shapeOf(product) {
  const title = product.title.toLowerCase()
  return SHAPE_WORDS.find(([pattern]) => pattern.test(title))?.[1]
}
