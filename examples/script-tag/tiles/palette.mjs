import { pick } from './seed.mjs'

/** Wall and table of a tile. */
const GROUNDS = {
  sand: ['#f1e7d6', '#e3d3b9'],
  blush: ['#f5e1d8', '#e9cabd'],
  sage: ['#d9e2d2', '#c1cfb7'],
  sky: ['#d8e4e8', '#bfd1d8'],
  lilac: ['#e6dfea', '#d2c7dc'],
  butter: ['#f7ebc6', '#ecd99f'],
  mint: ['#d5e7df', '#bbd5ca'],
  clay: ['#dfb79b', '#cd9e7e'],
  stone: ['#c3cacb', '#aab4b7'],
  moss: ['#8fa58f', '#788f7b'],
  dusk: ['#74879b', '#5f7388'],
}

/** The thing itself: main colour, its shade, a light for patterns and emblems, an accent, and the grounds it stands on. */
const INKS = {
  red: ['#c4473a', '#97322c', '#fbeee2', '#e2a63b', 'sand blush sky mint butter'],
  pink: ['#dd8b9b', '#b9637a', '#fdf0ee', '#7fa58f', 'sand sage mint butter sky'],
  blue: ['#4b7ba6', '#35597d', '#eef3f3', '#e0a248', 'sand blush butter mint'],
  turquoise: ['#3f9a9b', '#2d7374', '#ecf6f2', '#e48a5f', 'sand blush butter'],
  green: ['#5c8a5e', '#426845', '#f1f3e2', '#d9674f', 'sand butter blush lilac'],
  mint: ['#8cc0aa', '#649a84', '#f5f8ef', '#d77a6a', 'sand blush lilac clay'],
  yellow: ['#e3b23c', '#b98a23', '#fdf6df', '#4f7f8a', 'sky sage lilac mint'],
  orange: ['#dd8144', '#b2602c', '#fdf0e0', '#437a78', 'sky sand mint butter'],
  purple: ['#8f6fa5', '#6a4f80', '#f5eef4', '#e0aa4a', 'sand sage butter mint'],
  ivory: ['#f7f0e0', '#d8c9ab', '#b08a5b', '#b5533f', 'moss clay stone dusk'],
  cream: ['#f5e8cb', '#d6c095', '#b5533f', '#6d8a6d', 'moss clay dusk stone'],
  white: ['#fbf9f5', '#d5d2ca', '#8796a0', '#c05a4c', 'dusk moss clay stone'],
  black: ['#3a3a40', '#222227', '#f3ede2', '#d8a13e', 'sand blush sage sky'],
  silver: ['#b9c1c7', '#8b969e', '#f7f9fa', '#c4675a', 'dusk lilac blush moss'],
  gold: ['#d3a344', '#a67b2a', '#fff6dd', '#8c3f39', 'dusk sage blush moss'],
  grey: ['#7d868c', '#5a6268', '#f2f2ee', '#d98a52', 'sand butter blush mint'],
  brown: ['#8a5f45', '#63412d', '#f6e9d8', '#d9a14a', 'sand blush sage sky'],
  wood: ['#c99a66', '#a37545', '#fbf1df', '#bf4e3f', 'sage sky mint blush'],
  glass: ['#a9cdd0', '#7fabb0', '#f4fbfa', '#e2a04a', 'sand blush clay dusk'],
}

/** What a department reaches for when the title names no colour. */
const MOODS = {
  'Kitchen & dining': 'blue red green turquoise yellow',
  Baking: 'pink mint red yellow',
  'Bags & travel': 'blue red green orange purple',
  'Lighting & candles': 'yellow orange purple glass gold',
  Christmas: 'red green red gold',
  Garden: 'green orange blue green',
  'Stationery & craft': 'blue yellow turquoise pink red',
  'Jewellery & trinkets': 'purple pink gold turquoise',
  'Kids & toys': 'red blue yellow green orange',
  'Home decor': 'blue grey wood red turquoise',
  Storage: 'blue wood green red',
  'Party & wrap': 'pink turquoise yellow red purple',
  'Bath & comfort': 'turquoise pink blue mint',
}

const MATERIAL_INKS = { wood: 'wood', wicker: 'wood', glass: 'glass', zinc: 'silver', slate: 'grey', enamel: 'cream' }
const THEME_INKS = {
  strawberry: 'red',
  apple: 'red pink',
  pear: 'green',
  woodland: 'green orange brown',
  spaceboy: 'blue',
  'dolly girl': 'pink turquoise',
  circus: 'red yellow',
  'union jack': 'blue red',
  skull: 'black purple',
  rose: 'pink red',
  leaf: 'green mint',
  easter: 'yellow mint pink',
  dinosaur: 'green orange',
}
const MULTI = 'red blue yellow turquoise pink'

/** The colours of a product's tile: from the colour its title names, else its material, its theme, its department. */
export function choosePalette(product, random) {
  const { color, material, theme, pattern } = product.attributes
  const names =
    (color && (INKS[color] ? color : MULTI)) ||
    MATERIAL_INKS[material] ||
    (pattern === 'retrospot' && 'red') ||
    THEME_INKS[theme] ||
    MOODS[product.categories[0]] ||
    MULTI
  const [main, deep, pale, accent, grounds] = INKS[pick(random, names.split(' '))]
  const [wall, table] = GROUNDS[pick(random, grounds.split(' '))]
  return { main, deep, pale, accent, wall, table }
}

export const inkOf = (name) => INKS[name]
export const groundOf = (name) => GROUNDS[name]
