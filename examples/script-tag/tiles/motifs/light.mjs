import { boxPath, circle, cord, flame, line, oval, path, rect } from '../draw.mjs'

const titled = (product, words) => words.test(product.title.toLowerCase())

/** Candles, lanterns and lamps. */
export const light = {
  tlight: (ink, { product }) => {
    const hanging = titled(product, /hanging|jar/)
    return {
      body: 'M64 86h72l-8 72H72z',
      back: hanging ? line('M68 90C60 20 140 20 132 90', ink.deep, 2.5) : '',
      front: oval(100, 86, 36, 7, ink.deep, 'opacity=".7"') + rect(84, 76, 32, 14, '#fbf6e8', 3) + flame(100, 76),
      emblem: [100, 126, 1.2],
    }
  },
  candlestick: (ink) => ({
    body: 'M88 96h24l-4 18 4 28c14 2 24 6 26 16H62c2-10 12-14 26-16l4-28z',
    back: rect(91, 52, 18, 48, '#fbf3de', 2),
    front: oval(100, 98, 22, 5, ink.deep) + flame(100, 52),
  }),
  candles: (ink) => ({
    body: 'M48 104h30v54H48zM86 78h30v80H86zM124 116h28v42h-28z',
    front:
      flame(63, 104) +
      flame(101, 78) +
      flame(138, 116) +
      oval(63, 104, 15, 4, ink.pale) +
      oval(101, 78, 15, 4, ink.pale) +
      oval(138, 116, 14, 4, ink.pale),
    emblem: [101, 122, 0.8],
  }),
  lantern: (ink) => ({
    body: 'M66 70h68v88H66z',
    back: line('M86 44a14 14 0 0 1 28 0', ink.deep, 4) + path('M58 72l42-32 42 32z', ink.deep),
    front:
      rect(76, 80, 48, 68, '#fbe7b4', 3) +
      rect(90, 120, 20, 28, '#fbf6e8', 2) +
      flame(100, 120) +
      line('M100 80v20', ink.main, 3) +
      rect(60, 150, 80, 10, ink.deep, 2),
  }),
  paperlantern: (ink) => ({
    hang: true,
    body: 'M100 54c34 0 52 22 52 50s-18 50-52 50-52-22-52-50 18-50 52-50z',
    back: cord(100, 54, ink.deep) + rect(82, 48, 36, 8, ink.deep, 2) + rect(82, 152, 36, 8, ink.deep, 2),
    front: line('M56 80c28 8 60 8 88 0M49 104c32 8 70 8 102 0M56 128c28 8 60 8 88 0', ink.deep, 1.5),
    emblem: [100, 104, 1.8],
  }),
  bulbs: (ink) => ({
    hang: true,
    body: 'M28 84c10 14 8 26 0 26s-12-12 0-26zM64 102c10 14 8 26 0 26s-12-12 0-26zM100 108c12 16 10 30 0 30s-12-14 0-30zM138 102c10 14 8 26 0 26s-12-12 0-26zM174 82c10 14 8 26 0 26s-12-12 0-26z',
    back:
      line('M0 58C40 110 150 120 200 52', ink.deep, 2.5) +
      circle(64, 116, 22, '#ffe9a8', 'opacity=".5"') +
      circle(138, 116, 22, '#ffe9a8', 'opacity=".5"'),
    front: line('M28 82v4M64 100v4M100 106v4M138 100v4M174 80v4', ink.deep, 7),
  }),
  nightlight: (ink) => ({
    body: 'M46 112C46 50 154 50 154 112z',
    back: circle(100, 112, 70, '#ffe9a8', 'opacity=".5"') + path('M82 110h36l8 48H74z', '#fbf3de'),
    front:
      circle(76, 92, 9, ink.pale) +
      circle(106, 82, 11, ink.pale) +
      circle(132, 98, 8, ink.pale) +
      path('M92 158v-18a8 8 0 0 1 16 0v18z', ink.deep),
  }),
  lamp: (ink) => ({
    body: 'M74 54h52l24 56H50z',
    back:
      circle(100, 104, 66, '#ffe9a8', 'opacity=".45"') +
      rect(96, 108, 8, 46, ink.deep) +
      oval(100, 156, 30, 6, ink.deep),
    emblem: [100, 86, 1.1],
  }),
  matches: (ink) => ({
    body: boxPath(48, 92, 104, 66, 4),
    back: ['60', '76', '92', '108', '124']
      .map((x) => rect(x, 62, 6, 40, '#e6c997') + circle(Number(x) + 3, 61, 6, ink.accent))
      .join(''),
    front: rect(48, 140, 104, 18, ink.deep),
    emblem: [100, 117, 1.2],
  }),
}
