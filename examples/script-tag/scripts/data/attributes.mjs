/** Attribute → ordered [value, words]: the first value whose words the title has wins. */
const VOCABULARY = {
  color: [
    ['red', 'red reds'],
    ['pink', 'pink pinks fuchsia'],
    ['blue', 'blue navy'],
    ['turquoise', 'turquoise'],
    ['green', 'green'],
    ['mint', 'mint'],
    ['yellow', 'yellow'],
    ['orange', 'orange'],
    ['purple', 'purple lavender lilac'],
    ['ivory', 'ivory'],
    ['cream', 'cream'],
    ['white', 'white'],
    ['black', 'black'],
    ['silver', 'silver chrome'],
    ['gold', 'gold'],
    ['grey', 'grey slate'],
    ['brown', 'brown chocolate'],
    ['multicolour', 'multicolour multi assorted coloured colour'],
  ],
  material: [
    ['wood', 'wooden wood'],
    ['glass', 'glass'],
    ['ceramic', 'ceramic'],
    ['enamel', 'enamel'],
    ['zinc', 'zinc'],
    ['metal', 'metal aluminium chrome tin tins wire'],
    ['wicker', 'wicker basket hamper'],
    ['felt', 'felt feltcraft'],
    ['slate', 'slate'],
    ['cotton', 'cotton'],
    ['paper', 'paper'],
    ['acrylic', 'acrylic'],
    ['raffia', 'raffia'],
    ['silk', 'silk'],
    ['knit', 'knitted woolly'],
  ],
  pattern: [
    ['retrospot', 'retrospot'],
    ['polkadot', 'polkadot polkadots'],
    ['spot', 'spot spotty spots spotted scandi'],
    ['gingham', 'gingham check'],
    ['paisley', 'paisley'],
    ['stripe', 'stripe stripes stripey'],
    ['floral', 'floral flora blossom'],
    ['lace', 'lace doily'],
  ],
  theme: [
    ['christmas', 'christmas santa santas noel reindeer snowmen snowman advent nativity mistletoe holly'],
    ['easter', 'easter'],
    ['union jack', 'union'],
    ['skull', 'skull skulls'],
    ['spaceboy', 'spaceboy'],
    ['dolly girl', 'dolly'],
    ['circus', 'circus'],
    ['babushka', 'babushka'],
    ['woodland', 'woodland toadstool toadstools mushroom mushrooms'],
    ['dinosaur', 'dinosaur dinosaurs'],
    ['owl', 'owl owls'],
    ['cat', 'cat cats kitty'],
    ['dog', 'dog dogs puppies scottie scotty'],
    ['rabbit', 'rabbit bunny bunnies'],
    ['bird', 'bird birds birdy birdhouse lovebird lovebirds swallow swallows dove hen chick chicks chicken'],
    ['butterfly', 'butterfly butterflies'],
    ['strawberry', 'strawberry'],
    ['apple', 'apple apples'],
    ['pear', 'pear pears'],
    ['rose', 'rose roses rosie'],
    ['flower', 'flower flowers daisy poppies sunflower'],
    ['leaf', 'leaf leaves'],
    ['heart', 'heart hearts sweetheart love'],
    ['star', 'star stars'],
    ['cake', 'cake cakes cupcakes'],
    ['tea', 'tea teatime'],
    ['london', 'london'],
    ['alphabet', 'alphabet'],
  ],
  style: [
    ['vintage', 'vintage'],
    ['retro', 'retro diner billboard'],
    ['antique', 'antique aged'],
    ['victorian', 'victorian edwardian regency'],
    ['french', 'french parisienne paris france'],
    ['scandinavian', 'scandinavian scandi'],
    ['traditional', 'traditional classic'],
    ['folk', 'folkart folk'],
  ],
  size: [
    ['mini', 'mini miniature'],
    ['small', 'small petit'],
    ['medium', 'medium'],
    ['large', 'large'],
    ['jumbo', 'jumbo giant'],
  ],
}

const LOOKUP = Object.entries(VOCABULARY).map(([name, values]) => [
  name,
  values.map(([value, words]) => [value, new Set(words.split(' '))]),
])

/** The words of a title, lower case, without punctuation; `cake's` stays one word. */
export const wordsOf = (title) => title.toLowerCase().match(/[a-z0-9']+/g) ?? []

/** What a title says of its product: colour, material, pattern, theme, style, size, and the pieces of a set. */
export function readAttributes(title) {
  const words = wordsOf(title)
  const attributes = {}
  for (const [name, values] of LOOKUP) {
    const found = values.find(([, wanted]) => words.some((word) => wanted.has(word)))
    if (found) attributes[name] = found[0]
  }
  const pieces = /\b(?:set|pack|box|bundle) of (\d+)/i.exec(title)?.[1]
  if (pieces) attributes.pieces = pieces
  return attributes
}

const CHOICE = new Set(
  ['color', 'pattern', 'size'].flatMap((name) => VOCABULARY[name].flatMap(([, words]) => words.split(' '))),
)

/** The words that are left when colour, pattern and size are taken away: what two variants have in common. */
export const stemOf = (title) =>
  wordsOf(title).filter((word) => !CHOICE.has(word) && !/^(of|set|hot|light)$/.test(word))
