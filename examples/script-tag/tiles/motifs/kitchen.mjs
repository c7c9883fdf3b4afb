import { boxPath, circle, diskPath, line, oval, path, rect } from '../draw.mjs'

/** Things of the kitchen. Each motif: (ink) → its outline, what is behind and in front, where an emblem goes. */
export const kitchen = {
  mug: (ink) => ({
    vessel: true,
    body: 'M60 76h72v66a16 16 0 0 1-16 16H76a16 16 0 0 1-16-16z',
    back: line('M132 94h10a15 15 0 0 1 15 15v6a20 20 0 0 1-20 20h-6', ink.deep, 9),
    front: rect(60, 76, 72, 6, ink.pale, 0, 'opacity=".5"'),
    emblem: [96, 120, 1.2],
  }),
  teacup: (ink) => ({
    vessel: true,
    body: 'M54 94h86c0 36-18 58-43 58s-43-22-43-58z',
    back: oval(97, 154, 66, 8, ink.deep) + line('M138 102c26-8 26 30-6 30', ink.deep, 7),
    front: oval(97, 94, 43, 6, ink.pale) + oval(97, 94, 36, 4, '#a9714b'),
    emblem: [97, 122, 1],
  }),
  teapot: (ink) => ({
    vessel: true,
    body: 'M100 80c34 0 54 20 54 44 0 24-20 36-54 36s-54-12-54-36c0-24 20-44 54-44z',
    back:
      path('M146 128c20 0 16-30 36-34l-3 9c-8 10-7 42-33 42z', ink.deep) +
      line('M52 104c-30-8-34 36-2 36', ink.deep, 8),
    front: oval(100, 82, 28, 6, ink.deep) + circle(100, 71, 8, ink.accent),
    emblem: [100, 122, 1.4],
  }),
  jug: (ink) => ({
    vessel: true,
    body: 'M70 58h46l18-8-9 26c11 12 17 28 17 44 0 26-14 40-42 40s-42-14-42-40c0-22 5-36 12-46z',
    back: line('M68 76c-32 2-32 56 0 58', ink.deep, 9),
    front: oval(96, 60, 26, 4, ink.deep),
    emblem: [100, 118, 1.3],
  }),
  bowl: (ink) => ({
    body: 'M42 100h116c0 34-20 58-42 58H84c-22 0-42-24-42-58z',
    front: oval(100, 100, 58, 10, ink.pale) + oval(100, 101, 50, 7, ink.deep, 'opacity=".5"'),
    emblem: [100, 132, 1],
  }),
  plate: (ink) => ({
    flat: true,
    body: diskPath(100, 100, 62),
    front:
      circle(100, 100, 42, ink.main) +
      `<circle cx="100" cy="100" r="42" fill="none" stroke="${ink.pale}" stroke-width="2.5"/>`,
    emblem: [100, 100, 1.8],
  }),
  jar: (ink) => ({
    body: 'M64 74h72v68a16 16 0 0 1-16 16H80a16 16 0 0 1-16-16z',
    back: rect(68, 54, 64, 20, ink.deep, 4),
    front: rect(72, 96, 56, 40, ink.pale, 3),
    emblem: [100, 116, 1.1, 'deep'],
    label: true,
  }),
  canister: (ink) => ({
    body: 'M60 72h80v80c0 8-80 8-80 0z',
    front: oval(100, 72, 40, 9, ink.deep) + oval(100, 70, 40, 8, ink.accent) + circle(100, 62, 5, ink.deep),
    emblem: [100, 118, 1.3],
  }),
  lunchbox: (ink) => ({
    body: boxPath(44, 78, 112, 80, 14),
    back: line('M82 80V66a8 8 0 0 1 8-8h20a8 8 0 0 1 8 8v14', ink.deep, 7),
    front: rect(44, 96, 112, 3, ink.deep) + rect(92, 90, 16, 14, ink.accent, 3),
    emblem: [100, 130, 1.3],
  }),
  cutlery: (_ink) => ({
    flat: true,
    body: `${boxPath(54, 100, 16, 62, 8)}${boxPath(92, 100, 16, 62, 8)}${boxPath(130, 100, 16, 62, 8)}`,
    back:
      path('M52 40h4v24h4V40h4v24h4V40h4v32c0 8-4 10-7 12v18h-6V84c-3-2-7-4-7-12z', '#9aa5ab') +
      path('M96 102V38c12 4 14 30 8 46v18z', '#9aa5ab') +
      oval(138, 60, 12, 20, '#9aa5ab') +
      rect(135, 76, 6, 26, '#9aa5ab'),
  }),
  pan: (ink) => ({
    flat: true,
    body: diskPath(88, 108, 48),
    back: line('M124 72L168 28', ink.deep, 12),
    front: circle(88, 108, 38, ink.deep, 'opacity=".55"'),
    emblem: [88, 108, 1.6],
  }),
  apron: (ink) => ({
    hang: true,
    body: 'M80 50c4 16 36 16 40 0l12 4c0 16 6 26 20 32l6 74H42l6-74c14-6 20-16 20-32z',
    back: line('M80 52C80 8 120 8 120 52', ink.deep, 4),
    front: rect(74, 118, 52, 28, ink.deep, 4, 'opacity=".5"'),
    emblem: [100, 92, 1.1],
  }),
  towel: (ink) => ({
    hang: true,
    body: boxPath(62, 46, 76, 112, 3),
    back: line('M36 46h128', '#a37545', 6),
    front: rect(62, 132, 76, 5, ink.pale) + rect(62, 142, 76, 3, ink.pale),
    emblem: [100, 92, 1.5],
  }),
  mitt: (ink) => ({
    body: 'M68 144V92c0-24 14-38 34-38s32 16 32 36v16c8-14 26-12 24 4-2 14-14 26-26 34z',
    front: rect(64, 138, 72, 20, ink.pale, 5) + rect(64, 145, 72, 4, ink.deep, 0, 'opacity=".5"'),
    emblem: [100, 100, 1.2],
  }),
  brush: (ink) => ({
    flat: true,
    turn: 32,
    body: boxPath(88, 28, 24, 92, 12),
    front:
      rect(80, 116, 40, 16, ink.deep, 4) +
      path('M82 132h36l6 34H76z', '#ead9b5') +
      line('M90 134l-3 30M100 134v30M110 134l3 30', '#cbb488', 2),
  }),
  shaker: (ink) => ({
    body: `M56 84h36l4 74H52z M110 92h34l4 66h-42z`,
    front: path('M56 84a18 16 0 0 1 36 0z', ink.deep) + path('M110 92a17 15 0 0 1 34 0z', ink.accent),
    emblem: [74, 124, 0.8],
  }),
  eggcup: (_ink) => ({
    body: 'M66 96h68c0 24-12 38-26 42v12h18v8H74v-8h18v-12c-14-4-26-18-26-42z',
    back: path('M100 46c18 0 30 26 30 50H70c0-24 12-50 30-50z', '#f3dcc0'),
    emblem: [100, 116, 0.9],
  }),
  popcorn: (ink) => ({
    body: 'M60 84h80l-12 74H72z',
    back: [
      [72, 80],
      [92, 72],
      [112, 70],
      [130, 80],
      [82, 64],
      [104, 56],
      [120, 62],
    ]
      .map(([x, y]) => circle(x, y, 13, '#fdf3d6') + circle(x + 3, y + 3, 5, '#f2dc9b'))
      .join(''),
    front: path('M74 84h12l4 74H80zM98 84h12l-2 74h-9zM122 84h12l-10 74h-8z', ink.pale),
  }),
}
