import { boxPath, circle, line, oval, path, rect } from '../draw.mjs'
import { emblemPath } from '../emblem.mjs'

/** Things of the baking shelf. */
export const baking = {
  cakestand3: (ink) => ({
    body: 'M36 132h128c-4 10-24 14-64 14s-60-4-64-14zM54 96h92c-3 9-18 12-46 12s-43-3-46-12zM72 62h56c-2 8-12 10-28 10s-26-2-28-10z',
    back: rect(97, 40, 6, 116, ink.deep) + oval(100, 157, 26, 5, ink.deep) + circle(100, 38, 7, ink.accent),
    front:
      circle(64, 124, 9, ink.accent) +
      circle(84, 124, 9, ink.pale) +
      circle(118, 124, 9, ink.pale) +
      circle(138, 124, 9, ink.accent) +
      circle(76, 89, 8, ink.pale) +
      circle(124, 89, 8, ink.accent) +
      circle(86, 56, 6, ink.accent) +
      circle(114, 56, 6, ink.pale),
  }),
  cakestand: (ink) => ({
    body: 'M38 108h124c-4 12-28 16-54 17v14c4 10 14 14 24 16v4H68v-4c10-2 20-6 24-16v-14c-26-1-50-5-54-17z',
    back:
      path('M62 76a38 16 0 0 1 76 0v32H62z', '#f6dfc8') +
      path('M62 82c0-28 76-28 76 0 0 10-12 10-14 2-4 10-18 10-22 0-4 10-16 10-20 0-4 8-20 8-20-2z', ink.accent) +
      circle(100, 56, 7, '#c4473a'),
  }),
  cupcake: (ink) => ({
    body: 'M62 112h76l-11 46H73z',
    front:
      line('M78 118l5 36M92 118l2 36M108 118l-2 36M122 118l-5 36', ink.deep, 2) +
      path('M54 114c-6-16 8-24 16-22 0-18 22-28 34-18 18-6 34 8 28 22 14 0 18 14 12 18z', ink.pale) +
      path('M54 114c0-8 40 2 60-6 14-4 30-2 30 6z', ink.deep, 'opacity=".16"') +
      circle(102, 66, 9, ink.accent),
  }),
  caketin: (ink) => ({
    body: 'M42 96h116v52c0 14-116 14-116 0z',
    front: oval(100, 96, 58, 15, ink.deep) + oval(100, 93, 58, 14, ink.accent) + oval(100, 91, 10, 5, ink.deep),
    emblem: [100, 132, 1.1],
  }),
  cutter: (ink, { shape }) => ({
    flat: true,
    body: emblemPath(shape ?? 'star'),
    bodyAt: [100, 104, 5.2],
    front: `<path d="${emblemPath(shape ?? 'star')}" fill="none" stroke="${ink.pale}" stroke-width="1" transform="translate(100 104) scale(4)"/>`,
  }),
  rollingpin: (ink) => ({
    flat: true,
    turn: -35,
    body: boxPath(46, 82, 108, 36, 8),
    back: rect(16, 93, 36, 14, ink.deep, 7) + rect(148, 93, 36, 14, ink.deep, 7),
  }),
  scales: (ink) => ({
    body: 'M68 100h64l12 58H56z',
    back: rect(94, 84, 12, 20, ink.deep),
    front:
      path('M44 70h112c0 14-20 22-56 22s-56-8-56-22z', ink.deep) +
      circle(100, 130, 20, ink.pale) +
      line('M100 130l8-12', ink.accent, 3) +
      circle(100, 130, 3, ink.accent),
  }),
  jam: (ink) => ({
    body: 'M62 84c0-6 4-10 10-10h56c6 0 10 4 10 10v60c0 8-6 14-14 14H76c-8 0-14-6-14-14z',
    front:
      path('M60 74c0-24 80-24 80 0l6 10c-8 4-84 4-92 0z', ink.pale) +
      path('M60 74c8 4 72 4 80 0l1 4c-8 4-74 4-82 0z', ink.accent) +
      rect(76, 102, 48, 36, ink.pale, 3),
    emblem: [100, 120, 1.1, 'deep'],
    label: true,
  }),
  spoons: (ink) => ({
    flat: true,
    turn: 24,
    body: 'M62 62c10-14 30 6 10 20v72a4 4 0 0 1-8 0V86c-16-8-14-18-2-24zM104 50c16-12 32 12 10 28v78a4 4 0 0 1-8 0V78c-20-10-18-24-2-28zM146 68c10-8 20 8 6 18v60a4 4 0 0 1-8 0V86c-10-6-8-14 2-18z',
    back: circle(108, 156, 9, ink.accent),
  }),
  mould: (ink) => ({
    body: 'M46 140c0-14 10-18 12-30 2-20 18-34 42-34s40 14 42 34c2 12 12 16 12 30z',
    front:
      oval(100, 142, 66, 9, ink.deep) + line('M72 134c0-24 4-40 12-52M100 134V78M128 134c0-24-4-40-12-52', ink.deep, 3),
  }),
}
