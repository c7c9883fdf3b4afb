import { boxPath, circle, diskPath, line, oval, path, rect } from '../draw.mjs'

/** Things of the house: walls, floors, cupboards. */
export const home = {
  sign: (ink) => ({
    hang: true,
    body: boxPath(36, 82, 128, 66, 7),
    back: line('M52 84l48-46 48 46', ink.deep, 2) + circle(100, 37, 4, ink.deep),
    front:
      `<rect x="43" y="89" width="114" height="52" rx="4" fill="none" stroke="${ink.pale}" stroke-width="1.5"/>` +
      rect(62, 102, 76, 8, ink.pale, 4) +
      rect(74, 119, 52, 6, ink.accent, 3),
  }),
  frame: (ink) => ({
    body: boxPath(48, 46, 104, 112, 4),
    front:
      rect(62, 60, 76, 84, '#fdf9ef') +
      path('M62 144v-26l22-22 20 22 12-10 22 22v14z', ink.accent, 'opacity=".7"') +
      circle(118, 80, 9, '#e3b23c', 'opacity=".8"'),
  }),
  clock: (ink) => ({
    body: diskPath(100, 106, 52),
    back:
      path('M64 50l-22 22a22 18 0 0 1 22-22zM136 50l22 22a22 18 0 0 0-22-22z', ink.deep) +
      line('M70 148l-10 12M130 148l10 12M60 60l10 12M140 60l-10 12', ink.deep, 6),
    front:
      circle(100, 106, 39, '#fdf9ef') +
      line('M100 106V80M100 106l16 10', '#3a3a40', 4) +
      circle(100, 106, 4, ink.accent) +
      line('M100 72v3M100 137v3M66 106h3M131 106h3', '#3a3a40', 3),
  }),
  wallclock: (ink) => ({
    flat: true,
    body: diskPath(100, 100, 60),
    front:
      circle(100, 100, 46, '#fdf9ef') +
      line('M100 100V68M100 100l22 12', '#3a3a40', 4) +
      circle(100, 100, 5, ink.accent) +
      line('M100 60v5M100 135v5M60 100h5M135 100h5', '#3a3a40', 4),
  }),
  mirror: (_ink) => ({
    flat: true,
    body: 'M100 36c34 0 52 30 52 64s-18 64-52 64-52-30-52-64 18-64 52-64z',
    front: oval(100, 100, 40, 52, '#dbe8ea') + path('M74 122l44-62 12 10-42 66z', '#fff', 'opacity=".55"'),
  }),
  doormat: (ink) => ({
    flat: true,
    body: boxPath(28, 62, 144, 82, 5),
    back: line(
      'M24 72h-6M24 88h-6M24 104h-6M24 120h-6M24 136h-6M182 72h-6M182 88h-6M182 104h-6M182 120h-6M182 136h-6',
      ink.deep,
      3,
    ),
    front: `<rect x="38" y="72" width="124" height="62" rx="2" fill="none" stroke="${ink.pale}" stroke-width="2.5"/>`,
    emblem: [100, 103, 2],
  }),
  doorstop: (ink) => ({
    body: 'M100 52c14 0 20 10 20 20 26 20 34 50 30 86H50c-4-36 4-66 30-86 0-10 6-20 20-20z',
    front: line('M80 74h40', ink.accent, 8),
    emblem: [100, 118, 1.6],
  }),
  cushion: (ink) => ({
    body: 'M46 58c18 8 90 8 108 0 8 16 8 82 0 100-18-8-90-8-108 0-8-18-8-84 0-100z',
    front: `<path d="M54 66c16 6 76 6 92 0 6 14 6 70 0 84-16-6-76-6-92 0-6-14-6-70 0-84z" fill="none" stroke="${ink.deep}" stroke-width="1.5" stroke-dasharray="5 4"/>`,
    emblem: [100, 108, 2.2],
  }),
  hooks: (ink) => ({
    hang: true,
    body: boxPath(28, 66, 144, 40, 8),
    front:
      line('M56 92v26a10 10 0 0 0 20 0M100 92v26a10 10 0 0 0 20 0M144 92v26a10 10 0 0 0 16 4', ink.deep, 6) +
      circle(56, 86, 5, ink.accent) +
      circle(100, 86, 5, ink.accent) +
      circle(144, 86, 5, ink.accent),
  }),
  knob: (ink) => ({
    flat: true,
    body: diskPath(100, 100, 46),
    back: rect(0, 84, 200, 4, ink.table) + circle(106, 110, 46, '#000', 'opacity=".12"'),
    front:
      `<circle cx="100" cy="100" r="30" fill="none" stroke="${ink.deep}" stroke-width="2" opacity=".5"/>` +
      path('M72 84c6-12 16-18 28-19-10 6-16 12-20 22z', '#fff', 'opacity=".5"'),
    emblem: [100, 100, 1.2],
  }),
  box: (ink) => ({
    body: 'M46 88h108v70H46z',
    back: '',
    front: rect(38, 68, 124, 24, ink.deep, 4) + rect(38, 88, 124, 4, '#000', 0, 'opacity=".12"'),
    emblem: [100, 126, 1.6],
  }),
  drawers: (ink) => ({
    body: boxPath(48, 48, 104, 108, 5),
    back: rect(56, 154, 10, 8, ink.deep) + rect(134, 154, 10, 8, ink.deep),
    front: [0, 1, 2]
      .map(
        (i) =>
          `<rect x="57" y="${57 + i * 33}" width="86" height="26" rx="3" fill="none" stroke="${ink.deep}" stroke-width="2.5"/>` +
          circle(100, 70 + i * 33, 4.5, ink.accent),
      )
      .join(''),
  }),
  chest: (ink) => ({
    body: 'M44 104c0-30 20-42 56-42s56 12 56 42v54H44z',
    front: rect(40, 102, 120, 9, ink.deep, 2) + rect(89, 98, 22, 24, ink.accent, 4) + circle(100, 109, 4, ink.deep),
    emblem: [100, 140, 0.9],
  }),
  rack: (ink) => ({
    body: 'M46 118h108l-8 40H54z',
    back: rect(66, 60, 50, 66, ink.pale, 2) + rect(86, 70, 52, 60, ink.accent, 2),
    front:
      line('M46 100c0-20 20-20 27 0 7-20 20-20 27 0 7-20 20-20 27 0 7-20 27-20 27 0v18', ink.deep, 3.5) +
      line('M46 100v18', ink.deep, 3.5),
    emblem: [100, 138, 1],
  }),
  pegs: (ink) => ({
    hang: true,
    body: 'M44 58h18v54H44zM78 64h18v54H78zM112 64h18v54h-18zM146 58h18v54h-18z',
    back: line('M0 66c60 22 140 22 200 0', '#8b969e', 2.5),
    front: line('M53 112V90M87 118V96M121 118V96M155 112V90', ink.deep, 3),
  }),
  bird: (ink) => ({
    body: 'M40 96c14 0 22-8 26-20 10-24 50-18 52 10l42 28c-14 2-22 0-30-2-6 28-38 36-62 24-14-6-22-20-18-34z',
    back: line('M86 138l-4 20M100 138l-2 20', ink.deep, 3),
    front:
      path('M78 100c16-8 32 0 38 16-14 8-32 4-38-16z', ink.deep) +
      circle(80, 80, 3.5, '#2c2c30') +
      path('M66 80l-18 6 16 6z', ink.accent),
  }),
  rabbit: (ink) => ({
    body: 'M84 40c10 4 10 26 8 36h16c-2-10-2-32 8-36 8 6 6 32-2 40 12 6 14 20 8 28 18 8 24 36 12 50H66c-12-14-6-42 12-50-6-8-4-22 8-28-8-8-10-34-2-40z',
    front:
      circle(90, 90, 3, '#2c2c30') +
      circle(110, 90, 3, '#2c2c30') +
      path('M100 112l-16-7v14zM100 112l16-7v14z', ink.accent) +
      oval(100, 138, 16, 14, ink.pale, 'opacity=".6"'),
  }),
}
