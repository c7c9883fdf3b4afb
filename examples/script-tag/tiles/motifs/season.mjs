import { circle, cord, line, path, rect } from '../draw.mjs'
import { emblemPath } from '../emblem.mjs'

/** Things that hang: hearts, stars, birds, and what Christmas brings. */
export const season = {
  bauble: (ink) => ({
    hang: true,
    body: 'M50 112a50 50 0 1 0 100 0a50 50 0 1 0-100 0z',
    back: cord(100, 56, ink.deep) + rect(90, 52, 20, 14, ink.accent, 2),
    front: path('M68 90c6-12 14-18 26-20-10 6-16 14-18 24z', '#fff', 'opacity=".35"'),
    emblem: [100, 114, 1.9],
  }),
  fir: (ink) => ({
    body: 'M100 40l32 42h-15l27 34h-17l27 34H46l27-34H56l27-34H68z',
    back: rect(92, 146, 16, 14, '#8a5f45'),
    front:
      `<path d="${emblemPath('star')}" fill="${ink.accent}" transform="translate(100 38)"/>` +
      circle(96, 78, 4, ink.accent) +
      circle(84, 106, 5, ink.pale) +
      circle(112, 112, 5, ink.accent) +
      circle(72, 138, 5, ink.accent) +
      circle(100, 136, 5, ink.pale) +
      circle(126, 140, 5, ink.accent),
  }),
  stocking: (ink) => ({
    hang: true,
    body: 'M74 60h46v52c0 10 38 12 38 34 0 12-8 16-20 16h-40c-16 0-24-8-24-24z',
    back: cord(97, 60, ink.deep),
    front: rect(66, 48, 62, 26, ink.pale, 8),
    emblem: [98, 100, 1],
  }),
  wreath: (ink) => ({
    hang: true,
    body: 'M44 104a56 56 0 1 1 112 0a56 56 0 1 1-112 0zM72 104a28 28 0 1 0 56 0a28 28 0 1 0-56 0z',
    back: cord(100, 50, ink.deep),
    front:
      circle(62, 82, 6, ink.accent) +
      circle(140, 86, 6, ink.accent) +
      circle(60, 124, 6, ink.pale) +
      circle(138, 128, 6, ink.pale) +
      circle(100, 60, 6, ink.pale) +
      path('M100 148l-26-12v26zM100 148l26-12v26z', ink.accent) +
      circle(100, 149, 7, ink.deep),
  }),
  bells: (ink) => ({
    hang: true,
    body: 'M100 58c22 0 28 24 30 50 2 12 8 18 14 24H56c6-6 12-12 14-24 2-26 8-50 30-50z',
    back: cord(100, 58, ink.deep) + circle(100, 138, 10, ink.deep),
    front: path('M100 56l-24-14v26zM100 56l24-14v26z', ink.accent) + rect(54, 128, 92, 7, ink.deep, 3, 'opacity=".6"'),
    emblem: [100, 102, 1.3],
  }),
  cracker: (ink) => ({
    flat: true,
    turn: -22,
    body: 'M62 78h76v44H62z',
    back: path('M64 82L28 70l8 30-8 30 36-12zM136 82l36-12-8 30 8 30-36-12z', ink.deep),
    front: rect(62, 78, 7, 44, ink.accent) + rect(131, 78, 7, 44, ink.accent),
    emblem: [100, 100, 1.3],
  }),
  horse: (ink) => ({
    body: 'M62 62l14-6 14 12c4 16 10 22 24 22h22c14 0 22 10 22 24l-8 32h-12l2-26H94l-4 26H78l2-34c-8-6-10-18-10-30l-14 6-6-10z',
    back: line('M34 140c30 26 102 26 132 0', ink.deep, 7),
    front:
      path('M94 90h34v14c-10 8-24 8-34 0z', ink.accent) +
      line('M152 96c14 2 14 16 10 26', ink.deep, 6) +
      circle(68, 68, 3, ink.pale),
  }),
  angel: (ink) => ({
    hang: true,
    body: 'M100 82l40 76H60z',
    back:
      cord(100, 52, ink.deep) +
      path('M92 98C60 66 36 80 38 104c10 10 34 10 54 0zM108 98c32-32 56-18 54 6-10 10-34 10-54 0z', ink.pale),
    front:
      circle(100, 70, 18, '#f3d3b5') +
      path('M82 70a18 18 0 0 1 36 0c-8-8-28-8-36 0z', ink.deep) +
      `<ellipse cx="100" cy="48" rx="16" ry="4" fill="none" stroke="${ink.accent}" stroke-width="3"/>`,
    emblem: [100, 130, 0.9],
  }),
  sleigh: (ink) => ({
    body: 'M40 84c18 0 20 26 40 26h60c10 0 14-16 14-30h12c0 40-10 60-30 60H70c-26 0-30-30-30-56z',
    back: line('M36 156h112c18 0 22-10 20-18M66 138v18M128 138v18', ink.deep, 5),
    front: path('M84 110c0-30 40-34 48 0z', ink.accent) + rect(74, 116, 66, 6, ink.pale, 2),
  }),
  calendar: (ink) => ({
    body: 'M50 58L100 34l50 24v100H50z',
    front: [0, 1, 2, 3]
      .map((row) =>
        [0, 1, 2]
          .map((col) => rect(62 + col * 28, 66 + row * 22, 20, 16, (row + col) % 2 ? ink.accent : ink.pale, 2))
          .join(''),
      )
      .join(''),
  }),
  pendant: (ink, { shape }) => ({
    hang: true,
    body: emblemPath(shape ?? 'heart'),
    bodyAt: [100, 108, 4.7],
    back: cord(100, 78, ink.deep),
    front: circle(100, shape === 'star' ? 62 : 84, 4, ink.accent),
  }),
  wicker: (ink, { shape }) => ({
    hang: true,
    body: emblemPath(shape ?? 'heart'),
    bodyAt: [100, 108, 4.9],
    back: cord(100, 78, ink.deep),
    weave: true,
  }),
  egg: (ink) => ({
    hang: true,
    body: 'M100 50c30 0 48 40 48 64a48 46 0 0 1-96 0c0-24 18-64 48-64z',
    back: cord(100, 52, ink.deep),
    front:
      line('M56 100l11 10 11-10 11 10 11-10 11 10 11-10 11 10 11-10', ink.pale, 4) + line('M54 126h92', ink.accent, 5),
  }),
}
