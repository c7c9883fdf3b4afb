/** Small signs in a 24 × 24 box around 0,0. `%` in a second path stands for the ground colour showing through. */
const SHAPES = {
  heart: 'M0 10C-16 0-12-11-6-11-2-11 0-8 0-6 0-8 2-11 6-11 12-11 16 0 0 10z',
  star: 'M0-12l3.5 8 8.5.8-6.4 5.7 1.9 8.4L0 6.5-7.5 10.9l1.9-8.4L-12-3.2l8.5-.8z',
  flower: 'M0-3a5 5 0 1 1 3 2 5 5 0 1 1-1 5 5 5 0 1 1-4 0 5 5 0 1 1-1-5 5 5 0 1 1 3-2z',
  leaf: 'M-9 10C-12-4-2-11 11-11 11 3 4 11-6 7L1-2-7 6z',
  apple: 'M0-5c3-4 11-3 11 4S5 12 0 10c-5 2-11-4-11-11S-3-9 0-5zM0-7c0-4 3-6 6-6 0 4-3 6-6 6z',
  pear: 'M0-11c4 0 5 3 5 6 1 4 5 6 5 10 0 5-5 7-10 7s-10-2-10-7c0-4 4-6 5-10 0-3 1-6 5-6z',
  strawberry: 'M-9-4c2-3 6-3 9-1 3-2 7-2 9 1 2 6-4 14-9 16-5-2-11-10-9-16zM-6-8l6-3 6 3-6 3z',
  bird: 'M-12-2c4 0 6-2 7-5 4-5 12-3 12 3l5 1-5 2c-1 7-7 10-13 8l-4 3 1-5c-3-2-4-4-3-7z',
  butterfly:
    'M0-3c2-7 12-10 12-3 0 4-3 6-6 6 4 1 6 4 4 7-3 4-8 1-10-5-2 6-7 9-10 5-2-3 0-6 4-7-3 0-6-2-6-6 0-7 10-4 12 3z',
  owl: 'M-8-11l4 3h8l4-3v13a8 9 0 0 1-16 0zM-4-3a2.5 2.5 0 1 0 .1 0zM4-3a2.5 2.5 0 1 0 .1 0z',
  cat: 'M-9-11l5 4h8l5-4v12c0 6-4 9-9 9s-9-3-9-9z',
  dog: 'M-5-8h10l6 3-2 9-4-2c0 6-2 9-5 9s-5-3-5-9l-4 2-2-9z',
  rabbit: 'M-6-13c4 1 4 6 4 8h4c0-2 0-7 4-8 2 4 0 9-1 10 6 5 3 14-5 14s-11-9-5-14c-1-1-3-6-1-10z',
  toadstool: 'M-12 0C-12-14 12-14 12 0zM-4 2h8l2 9h-12z',
  skull: 'M0-11c7 0 10 5 10 9 0 4-2 6-4 7v5h-12v-5c-2-1-4-3-4-7 0-4 3-9 10-9zM-4-4a3 3 0 1 0 .1 0zM4-4a3 3 0 1 0 .1 0z',
  rocket:
    'M0-13c6 5 6 12 4 18h-8c-2-6-2-13 4-18zM-5 2l-4 6v3l5-4zM5 2l4 6v3l-5-4zM-2 7h4l-2 6zM0-6a2.5 2.5 0 1 0 .1 0z',
  tent: 'M0-12l12 10H-12zM-10 0h20l2 11H4C4 5 2 4 0 4s-4 1-4 7h-8z',
  doll: 'M0-12a5 5 0 0 1 4 8c5 3 7 8 6 15h-20c-1-7 1-12 6-15a5 5 0 0 1 4-8z',
  fir: 'M0-13l7 8H4l6 8H5l5 6H2v3h-4v-3h-8l5-6h-5l6-8h-3z',
  cup: 'M-10-6H6v2h3a4 4 0 0 1 0 8H6C5 8 1 10-2 10s-8-2-8-10z',
  cake: 'M-9 0h18l-3 11h-12zM-10-2c-1-4 2-6 4-6 1-4 10-5 11 0 4-1 6 3 5 6z',
  flag: 'M-12-8h24v16h-24zM-12-8',
  letter: 'M-3-11h6l8 22H6L4.5 6h-9L-6 11h-5zM0-5l-3 7h6z',
  egg: 'M0-12c6 0 9 9 9 14a9 9 0 0 1-18 0c0-5 3-14 9-14z',
  dino: 'M-12 8c3-1 4-4 4-8 1-7 8-8 11-6 0-5 2-6 6-6 3 0 4 3 3 5h-5c0 6-1 9-3 11v6H1V6h-4v4h-3V8z',
  crown: 'M-11 8l-1-14 7 6 5-9 5 9 7-6-1 14z',
}

const THEMES = {
  heart: 'heart',
  star: 'star',
  flower: 'flower',
  rose: 'flower',
  leaf: 'leaf',
  apple: 'apple',
  pear: 'pear',
  strawberry: 'strawberry',
  bird: 'bird',
  butterfly: 'butterfly',
  owl: 'owl',
  cat: 'cat',
  dog: 'dog',
  rabbit: 'rabbit',
  woodland: 'toadstool',
  skull: 'skull',
  spaceboy: 'rocket',
  circus: 'tent',
  'dolly girl': 'doll',
  babushka: 'doll',
  christmas: 'fir',
  tea: 'cup',
  cake: 'cake',
  'union jack': 'flag',
  london: 'crown',
  alphabet: 'letter',
  easter: 'egg',
  dinosaur: 'dino',
}

/** The outline of an emblem, for a motif that is the emblem itself. */
export const emblemPath = (name) => SHAPES[name] ?? SHAPES.star

/** The emblem of a product's theme, or nothing. */
export const emblemOf = (product) => THEMES[product.attributes.theme]

/** Draws an emblem; the flag is drawn as a flag. */
export function drawEmblem(name, x, y, scale, fill, ground) {
  const at = `transform="translate(${x} ${y}) scale(${Math.round(scale * 100) / 100})"`
  if (name === 'flag') {
    const cross = `<path d="M-12-8l24 16M12-8l-24 16M0-8v16M-12 0h24" stroke="${ground}" stroke-width="3" fill="none"/>`
    return `<g ${at}><path d="M-12-8h24v16h-24z" fill="${fill}"/>${cross}</g>`
  }
  return `<path d="${SHAPES[name]}" fill="${fill}" fill-rule="evenodd" ${at}/>`
}
