import { boxPath, circle, diskPath, line, oval, path, rect } from '../draw.mjs'

/** Stationery, cards, wrap and the party table. */
export const paper = {
  notebook: (ink) => ({
    body: boxPath(56, 46, 88, 112, 5),
    back: rect(62, 52, 88, 108, '#fbf6ea', 4),
    front: rect(56, 46, 13, 112, ink.deep, 4) + rect(82, 72, 48, 30, ink.pale, 3),
    emblem: [106, 128, 1.2],
  }),
  pencils: (ink) => ({
    body: 'M66 96h68v62H66z',
    back: [
      [68, 58, '#c4473a'],
      [82, 44, '#e3b23c'],
      [96, 52, '#4b7ba6'],
      [110, 40, '#5c8a5e'],
      [122, 56, '#dd8b9b'],
    ]
      .map(([x, y, color]) => path(`M${x} ${y + 14}l6-14 6 14v50h-12z`, color))
      .join(''),
    front: rect(66, 96, 68, 7, ink.deep),
    emblem: [100, 130, 1.3],
  }),
  pen: (ink) => ({
    flat: true,
    turn: 38,
    body: boxPath(88, 26, 24, 104, 8),
    front:
      path('M88 130h24l-12 34z', ink.pale) +
      path('M96 152h8l-4 12z', ink.deep) +
      rect(88, 62, 24, 7, ink.accent) +
      rect(108, 34, 6, 40, ink.deep, 3),
  }),
  feather: (ink) => ({
    flat: true,
    turn: 28,
    body: 'M100 24c30 20 32 70 4 112h-8C68 94 70 44 100 24z',
    front:
      line('M100 50v122', ink.deep, 4) +
      line('M100 78l16-12M100 78L84 66M100 100l18-12M100 100L82 88M100 120l14-10M100 120l-14-10', ink.deep, 2),
  }),
  ruler: (ink) => ({
    flat: true,
    turn: -30,
    body: boxPath(20, 82, 160, 36, 4),
    front: line(
      'M36 82v12M52 82v18M68 82v12M84 82v18M100 82v12M116 82v18M132 82v12M148 82v18M164 82v12',
      ink.deep,
      2.5,
    ),
  }),
  card: (ink) => ({
    flat: true,
    turn: -6,
    body: boxPath(62, 36, 84, 112, 3),
    back: rect(44, 92, 100, 70, '#fbf6ea', 3) + line('M46 96l48 36 48-36', '#d9cbb0', 2),
    front: `<rect x="69" y="43" width="70" height="98" fill="none" stroke="${ink.pale}" stroke-width="2"/>`,
    emblem: [104, 90, 2.1],
  }),
  roll: (ink) => ({
    flat: true,
    turn: -38,
    body: `${boxPath(24, 70, 152, 30, 4)}${boxPath(24, 108, 152, 30, 4)}`,
    front: oval(174, 85, 6, 15, ink.pale) + oval(174, 123, 6, 15, ink.pale) + rect(90, 68, 16, 72, ink.accent, 2),
  }),
  tissues: (ink) => ({
    body: boxPath(48, 96, 104, 62, 6),
    back: path('M70 100c-6-26 12-30 20-46 12 12 26 2 34 20 6 10 2 20 6 26z', '#fdf9f0'),
    front: oval(100, 99, 36, 5, ink.deep),
    emblem: [100, 130, 1.3],
  }),
  ribbon: (ink) => ({
    flat: true,
    body: diskPath(92, 94, 50),
    back: path('M92 126h76v18l-10-6-10 6z', ink.deep),
    front:
      `<circle cx="92" cy="94" r="36" fill="none" stroke="${ink.deep}" stroke-width="2"/>` +
      circle(92, 94, 21, ink.pale) +
      circle(92, 94, 9, ink.table),
  }),
  gift: (ink) => ({
    body: 'M50 96h100v62H50zM42 78h116v22H42z',
    front:
      rect(91, 78, 18, 80, ink.accent) +
      path('M100 78c-40 4-40-38-10-28 8 4 10 16 10 28zM100 78c40 4 40-38 10-28-8 4-10 16-10 28z', ink.accent) +
      rect(42, 97, 116, 4, ink.deep, 0, 'opacity=".4"'),
  }),
  giftbag: (ink) => ({
    body: 'M56 76h88v82H56z',
    back:
      line('M80 78V62a20 20 0 0 1 40 0v16', ink.deep, 4) + path('M64 80l10-22 14 14 14-18 14 18 14-12 6 20z', ink.pale),
    emblem: [100, 118, 1.6],
  }),
  bunting: (ink) => ({
    hang: true,
    body: 'M6 56l30 13-22 34zM70 75l34 2-19 38zM138 74l32-10-6 42z',
    back:
      line('M0 52c50 34 150 34 200 0', ink.deep, 3) +
      path('M38 70l30 6-22 36zM106 78l30-4-12 40z', ink.accent) +
      path('M172 64l26-12 0 40z', ink.pale),
    front:
      line('M0 124c60 26 140 26 200 0', ink.deep, 2) +
      path('M20 132l24 8-18 24zM86 144h28l-14 28zM156 140l24-8-6 32z', ink.main) +
      path('M50 141l28 3-18 28zM122 144l28-4-10 30z', ink.accent),
  }),
  paperchain: (ink) => ({
    hang: true,
    body: 'M0 60h200v1H0z',
    front: [0, 1, 2, 3, 4, 5, 6]
      .map(
        (i) =>
          `<ellipse cx="${10 + i * 30}" cy="${[70, 88, 98, 102, 98, 88, 70][i]}" rx="20" ry="14" fill="none" stroke="${[ink.main, ink.accent, ink.deep][i % 3]}" stroke-width="9"/>`,
      )
      .join(''),
  }),
  balloons: (ink) => ({
    body: 'M100 30c20 0 30 18 30 36 0 20-18 36-30 38-12-2-30-18-30-38 0-18 10-36 30-36z',
    back:
      line('M100 104c-4 20 4 30 0 54M62 116c10 18 30 20 38 42M140 114c-8 20-30 22-40 44', ink.deep, 1.5) +
      path('M58 54c16 0 24 14 24 30S68 112 60 114c-10-2-26-14-26-30s8-30 24-30z', ink.accent) +
      path('M142 52c16 0 24 14 24 30s-14 28-24 30c-10-2-24-14-24-30s8-30 24-30z', ink.deep),
    front: path('M84 52c2-8 8-12 14-12-6 4-9 8-10 14z', '#fff', 'opacity=".5"'),
    emblem: [100, 66, 1.2],
  }),
  napkin: (ink) => ({
    flat: true,
    body: 'M100 30l70 70-70 70-70-70z',
    front:
      path('M100 30l35 35-70 70-35-35z', ink.deep, 'opacity=".22"') +
      `<path d="M100 42l58 58-58 58-58-58z" fill="none" stroke="${ink.pale}" stroke-width="2"/>`,
    emblem: [100, 100, 1.8],
  }),
  doily: (ink) => ({
    flat: true,
    body: diskPath(100, 100, 58),
    back: `<circle cx="100" cy="100" r="60" fill="none" stroke="${ink.main}" stroke-width="16" stroke-dasharray=".1 15.7" stroke-linecap="round"/>`,
    front: `<g fill="none" stroke="${ink.pale}" stroke-linecap="round"><circle cx="100" cy="100" r="48" stroke-width="5" stroke-dasharray=".1 10"/><circle cx="100" cy="100" r="36" stroke-width="2"/></g>`,
    emblem: [100, 100, 1.8],
  }),
  papercup: (ink) => ({
    body: 'M62 78h76l-11 80H73z',
    back: line('M106 80l16-44 16-4', ink.accent, 6),
    front: rect(58, 72, 84, 9, ink.pale, 4),
    emblem: [100, 118, 1.5],
  }),
  straws: (ink) => ({
    body: 'M68 104h64l-7 54H75z',
    back:
      line('M84 108L70 40M100 108V34M116 108l14-68', ink.accent, 7) + line('M92 108l-6-60M108 108l8-62', ink.pale, 7),
    emblem: [100, 132, 1.1],
  }),
  stamps: (ink) => ({
    flat: true,
    body: `${diskPath(68, 70, 29)}${diskPath(134, 68, 29)}${diskPath(68, 134, 29)}${diskPath(134, 134, 29)}`,
    front: circle(68, 70, 22, ink.accent) + circle(134, 134, 22, ink.accent),
    emblem: [134, 68, 1.2],
  }),
}
