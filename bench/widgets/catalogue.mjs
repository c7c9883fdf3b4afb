/** A made-up shop of rich products, some 650 bytes of JSON each: as a feed of a fashion or household shop has them. */

const KINDS = [
  'Mug',
  'Lamp',
  'Chair',
  'Blanket',
  'Teapot',
  'Vase',
  'Shelf',
  'Mirror',
  'Basket',
  'Candle',
  'Clock',
  'Rug',
]
const ROOMS = ['Kitchen', 'Living room', 'Bedroom', 'Garden', 'Bathroom', 'Hall']
const LOOKS = ['Enamel', 'Oak', 'Linen', 'Copper', 'Glass', 'Wool', 'Rattan', 'Marble', 'Velvet', 'Ceramic']
const COLOURS = ['white', 'sand', 'moss', 'ink', 'rust', 'rose', 'slate', 'amber']
const NAMES = ['Alder', 'Birch', 'Cedar', 'Dune', 'Ember', 'Fjord', 'Grove', 'Haven', 'Iris', 'Juniper', 'Kelp', 'Loom']
const BRANDS = ['Hearth & Co', 'Nordlys', 'Casa Verde', 'Atelier Nine', 'Fieldhouse', 'Mori', 'Tessel', 'Wren']
const TAGS = ['new', 'gift', 'handmade', 'organic', 'outdoor', 'classic', 'sale', 'limited']
const SIZES = ['small', 'medium', 'large']
const DAY_MS = 864e5
/** The newest product is of this day. */
const TODAY_MS = Date.UTC(2026, 10, 1)

/** @param {number} count @returns {object[]} always the same products */
export function makeProducts(count) {
  const draw = xorshift(count)
  const one = (list) => list[draw() % list.length]
  return Array.from({ length: count }, (_, i) => {
    const [kind, room, look, colour, name] = [KINDS, ROOMS, LOOKS, COLOURS, NAMES].map(one)
    const id = `p${i}`
    const price = (draw() % 20_000) / 100 + 5
    const title = `${name} ${look.toLowerCase()} ${kind.toLowerCase()} for the ${room.toLowerCase()}, ${colour}`
    const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
    return {
      id,
      groupId: `g${i}`,
      title,
      url: `https://shop.example/products/${slug}-${i}`,
      image: `https://cdn.shop.example/s/files/1/0533/2089/products/${slug}_1200x1200.jpg?v=${1_650_000_000 + i}`,
      price,
      ...(i % 5 === 0 && { salePrice: Math.round(price * 80) / 100 }),
      currency: 'EUR',
      ...(i % 17 === 0 && { availability: 'out_of_stock' }),
      brand: one(BRANDS),
      categories: [room, `${kind}s`],
      attributes: { colour, material: look.toLowerCase(), collection: name },
      tags: [one(TAGS), one(TAGS)].filter((tag, at, all) => all.indexOf(tag) === at),
      variants: SIZES.map((size, at) => ({ id: `${id}-${at}`, title: size, price: price + at * 4 })),
      rating: { value: Math.round((3 + (draw() % 200) / 100) * 10) / 10, count: draw() % 900 },
      publishedAt: new Date(TODAY_MS - (draw() % 1500) * DAY_MS).toISOString().slice(0, 10),
    }
  })
}

/** Whole numbers by xorshift32. */
function xorshift(seed) {
  let state = seed * 2654435761 + 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
