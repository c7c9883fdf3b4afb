import { boxPath, circle, line, path, rect } from '../draw.mjs'

/** Things to carry, wear and travel with. */
export const carry = {
  tote: (ink) => ({
    body: 'M46 78h108l8 80H38z',
    back: line('M74 84V60a26 26 0 0 1 52 0v24', ink.deep, 6),
    front: rect(46, 78, 108, 5, ink.deep, 0, 'opacity=".55"'),
    emblem: [100, 122, 1.7],
  }),
  lunchbag: (ink) => ({
    body: boxPath(56, 66, 88, 92, 4),
    back: line('M82 58a18 14 0 0 1 36 0', ink.deep, 6),
    front: rect(52, 56, 96, 20, ink.deep, 5) + rect(92, 70, 16, 12, ink.accent, 3),
    emblem: [100, 118, 1.5],
  }),
  charlotte: (ink) => ({
    body: 'M58 86h84c18 26 18 56 8 72H50c-10-16-10-46 8-72z',
    back: line('M70 88c-4-52 64-52 60 0', ink.deep, 6),
    front: rect(56, 84, 88, 8, ink.deep, 4),
    emblem: [100, 124, 1.5],
  }),
  suitcase: (ink) => ({
    body: boxPath(36, 74, 128, 84, 10),
    back: line('M80 76V62a6 6 0 0 1 6-6h28a6 6 0 0 1 6 6v14', ink.deep, 6),
    front:
      rect(56, 74, 11, 84, ink.deep) +
      rect(133, 74, 11, 84, ink.deep) +
      rect(57, 92, 9, 9, ink.accent, 2) +
      rect(134, 92, 9, 9, ink.accent, 2),
    emblem: [100, 116, 1.4],
  }),
  backpack: (ink) => ({
    body: 'M58 98c0-30 18-44 42-44s42 14 42 44v52a8 8 0 0 1-8 8H66a8 8 0 0 1-8-8z',
    back:
      line('M86 56a14 14 0 0 1 28 0', ink.deep, 6) +
      rect(46, 104, 14, 46, ink.deep, 7) +
      rect(140, 104, 14, 46, ink.deep, 7),
    front: rect(72, 118, 56, 40, ink.deep, 8, 'opacity=".55"') + rect(94, 114, 12, 10, ink.accent, 2),
    emblem: [100, 90, 1.2],
  }),
  purse: (ink) => ({
    body: 'M56 92c-18 32-12 66 44 66s62-34 44-66z',
    front: line('M54 92h92', ink.accent, 8) + circle(94, 83, 6, ink.accent) + circle(107, 83, 6, ink.accent),
    emblem: [100, 126, 1.4],
  }),
  wallet: (ink) => ({
    flat: true,
    turn: -9,
    body: boxPath(42, 70, 116, 76, 8),
    back: rect(58, 50, 84, 40, ink.pale, 5) + rect(66, 58, 30, 5, ink.accent, 2),
    front: path('M88 70h24a12 10 0 0 1-24 0z', ink.deep),
    emblem: [100, 112, 1.5],
  }),
  umbrella: (ink) => ({
    body: 'M28 106a72 66 0 0 1 144 0c-8-11-28-11-36 0-8-11-28-11-36 0-8-11-28-11-36 0-8-11-28-11-36 0z',
    back: line('M100 34v112a11 11 0 0 1-22 0', ink.deep, 5),
    front: line('M64 106c2-30 12-54 36-66M136 106c-2-30-12-54-36-66M100 106V40', ink.deep, 1.5),
  }),
  fan: (ink) => ({
    flat: true,
    body: 'M100 158L28 94a100 100 0 0 1 144 0z',
    front:
      line('M100 156L46 78M100 156L72 68M100 156V64M100 156l28-88M100 156l54-78', ink.deep, 2) +
      circle(100, 154, 7, ink.accent),
  }),
  tag: (ink) => ({
    flat: true,
    turn: 14,
    body: 'M72 72l28-24 28 24v84a8 8 0 0 1-8 8H80a8 8 0 0 1-8-8z',
    back: line('M100 70C100 40 120 30 140 24', ink.accent, 3),
    front: circle(100, 72, 7, ink.wall),
    emblem: [100, 120, 1.4],
  }),
  basket: (ink) => ({
    body: 'M38 100h124l-13 58H51z',
    back: line('M58 100C58 36 142 36 142 100', ink.deep, 7),
    front:
      rect(34, 92, 132, 14, ink.deep, 6) +
      line('M46 124h108M50 140h100', ink.deep, 3) +
      line('M74 106l4 52M100 106v52M126 106l-4 52', ink.deep, 2),
  }),
  hat: (ink) => ({
    body: 'M60 128c0-44 18-62 40-62s40 18 40 62z',
    front: path('M30 146c0-14 30-24 70-24s70 10 70 24-140 14-140 0z', ink.deep) + rect(64, 108, 72, 10, ink.accent, 2),
  }),
  poncho: (ink) => ({
    hang: true,
    body: 'M100 44c16 0 22 12 22 22 26 8 42 48 46 84-40 12-96 12-136 0 4-36 20-76 46-84 0-10 6-22 22-22z',
    front: path('M100 54c10 0 14 8 14 16-8 6-20 6-28 0 0-8 4-16 14-16z', ink.deep),
  }),
}
