import { MOTIFS } from './choose-motif.mjs'
import { line, path, rect } from './draw.mjs'
import { inkOf } from './palette.mjs'
import { createRandom, hashText } from './seed.mjs'
import { drawThing } from './tile.mjs'

const WOOD = ['#c99a66', '#a97b4b']

/** One thing on a shelf: `[motif, ink, x, scale, attributes]`, standing at the shelf's height. */
function place([name, ink, x, scale, attributes = {}], floor, index) {
  const [main, deep, pale, accent] = inkOf(ink)
  const palette = { main, deep, pale, accent, wall: '#f1e7d6', table: '#e3d3b9' }
  const product = { title: '', attributes }
  const motif = MOTIFS[name](palette, { product, shape: attributes.theme })
  const { defs, thing } = drawThing(motif, product, palette, createRandom(hashText(name + x)))
  // Every thing draws with the ids b, c and p: in one picture each needs its own.
  const own = (defs + thing).replace(/(id="|#)([bcp])(?=[")])/g, `$1$2${index}`)
  const shadow = motif.hang ? '' : `<ellipse cx="100" cy="159" rx="66" ry="4" opacity=".13"/>`
  const top = motif.hang ? floor : floor - 158 * scale
  return `<g transform="translate(${Math.round(x - 100 * scale)} ${Math.round(top * 10) / 10}) scale(${scale})">${shadow}${own}</g>`
}

const board = (y, width) =>
  rect(24, y, width - 48, 12, WOOD[0], 2) +
  rect(24, y + 9, width - 48, 5, WOOD[1], 2) +
  rect(24, y + 14, width - 48, 10, '#000', 0, 'opacity=".06"')

/** A picture of shelves: the end of an aisle. Rows are `{ floor, things }`; a row without `board` hangs. */
export function drawScene({ width, height, wall, glow, rows, frame, pennants }) {
  const things = rows.flatMap(({ floor, things }, row) => things.map((thing, i) => place(thing, floor, `${row}_${i}`)))
  const boards = rows
    .filter((row) => row.board !== false)
    .map((row) => board(row.floor, width))
    .join('')
  const sides = frame ? rect(12, 0, 14, height, WOOD[1]) + rect(width - 26, 0, 14, height, WOOD[1]) : ''
  const back =
    rect(0, 0, width, height, wall) + path(`M0 ${height}V${height * 0.4}L${width} 0v${height}z`, glow, 'opacity=".5"')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${back}${sides}${pennants ? drawPennants(width, pennants) : ''}${boards}${things.join('')}</svg>\n`
}

/** A string of pennants across the whole width, hanging in a shallow arc. */
function drawPennants(width, inks) {
  const count = 15
  const sag = (x) => 26 + 190 * (x / width) * (1 - x / width)
  const flags = Array.from({ length: count }, (_, i) => {
    const x = ((i + 0.5) * width) / count
    const half = width / count / 2 - 3
    const [left, right] = [Math.round(sag(x - half)), Math.round(sag(x + half))]
    return path(
      `M${Math.round(x - half)} ${left}L${Math.round(x + half)} ${right} ${Math.round(x)} ${Math.round(sag(x)) + 56}z`,
      inkOf(inks[i % inks.length])[0],
    )
  })
  return line(`M0 26Q${width / 2} 121 ${width} 26`, '#a37545', 3) + flags.join('')
}

/** The pictures of the home page. */
export const SCENES = {
  hero: {
    width: 960,
    height: 720,
    wall: '#e4ece4',
    glow: '#d3e0d3',
    frame: true,
    pennants: ['red', 'turquoise', 'yellow', 'pink', 'blue'],
    rows: [
      {
        floor: 300,
        things: [
          ['lantern', 'turquoise', 140, 1.05],
          ['candles', 'pink', 300, 0.95, { pattern: 'polkadot' }],
          ['cakestand3', 'mint', 480, 1.2],
          ['clock', 'red', 655, 1],
          ['pot', 'orange', 810, 1.1],
        ],
      },
      {
        floor: 500,
        things: [
          ['teapot', 'red', 145, 1.1, { pattern: 'retrospot' }],
          ['mug', 'yellow', 305, 0.85, { theme: 'bird' }],
          ['mug', 'blue', 400, 0.85, { theme: 'heart' }],
          ['canister', 'green', 525, 1, { theme: 'leaf' }],
          ['jar', 'pink', 645, 0.95, { theme: 'strawberry' }],
          ['cupcake', 'turquoise', 805, 1.05],
        ],
      },
      {
        floor: 690,
        things: [
          ['lunchbag', 'blue', 140, 1, { theme: 'spaceboy', pattern: 'polkadot' }],
          ['tote', 'red', 310, 1.05, { pattern: 'retrospot' }],
          ['doll', 'purple', 470, 1],
          ['blocks', 'green', 600, 0.95],
          ['giftbag', 'yellow', 720, 0.95, { theme: 'star' }],
          ['bear', 'brown', 835, 1],
        ],
      },
    ],
  },
  tea: {
    width: 640,
    height: 400,
    wall: '#f5e1d8',
    glow: '#e9cabd',
    rows: [
      {
        floor: 330,
        things: [
          ['teapot', 'green', 130, 1.35, { theme: 'rose' }],
          ['cakestand', 'red', 350, 1.6, { pattern: 'retrospot' }],
          ['teacup', 'turquoise', 535, 1.1, { theme: 'rose' }],
        ],
      },
    ],
  },
  light: {
    width: 640,
    height: 400,
    wall: '#74879b',
    glow: '#5f7388',
    rows: [
      {
        floor: -30,
        board: false,
        things: [
          ['bulbs', 'gold', 107, 1.07],
          ['bulbs', 'gold', 320, 1.07],
          ['bulbs', 'gold', 533, 1.07],
        ],
      },
      {
        floor: 330,
        things: [
          ['lantern', 'ivory', 105, 1.4],
          ['tlight', 'pink', 240, 1, { theme: 'heart' }],
          ['nightlight', 'red', 385, 1],
          ['candles', 'cream', 535, 1.25],
        ],
      },
    ],
  },
  christmas: {
    width: 640,
    height: 400,
    wall: '#8fa58f',
    glow: '#788f7b',
    rows: [
      {
        floor: 0,
        board: false,
        things: [
          ['bauble', 'red', 90, 0.95, { theme: 'star' }],
          ['bauble', 'gold', 560, 0.8],
          ['stocking', 'red', 220, 0.8],
        ],
      },
      {
        floor: 330,
        things: [
          ['fir', 'green', 350, 1.9],
          ['gift', 'red', 190, 1],
          ['horse', 'cream', 500, 1.25],
        ],
      },
    ],
  },
}
