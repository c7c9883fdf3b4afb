import { boxPath, circle, cord, diskPath, line, oval, path, rect } from '../draw.mjs'

/** Garden, bath and dressing table. */
export const garden = {
  wateringcan: (ink) => ({
    body: 'M64 92h74l6 66H58z',
    back:
      path('M140 130l34-48 8 6-34 62z', ink.deep) +
      path('M168 74l24 18-8 8-22-18z', ink.deep) +
      line('M70 94C60 50 130 44 132 94', ink.deep, 6) +
      line('M60 104c-34 0-30 44-2 42', ink.deep, 6),
    emblem: [101, 126, 1.3],
  }),
  pot: (ink) => ({
    body: 'M64 104h72l-10 54H74z',
    back: path(
      'M100 104c-6-40-40-44-46-42 0 24 18 40 46 42zM100 104c6-48 40-50 46-48 0 26-18 46-46 48zM100 104c-14-30-8-58 0-68 10 12 14 40 0 68z',
      '#5c8a5e',
    ),
    front: rect(56, 92, 88, 16, ink.deep, 3),
    emblem: [100, 132, 1.1],
  }),
  marker: (ink) => ({
    body: 'M66 52h68v42a12 12 0 0 1-12 12H78a12 12 0 0 1-12-12z',
    back:
      rect(95, 100, 10, 56, ink.deep) +
      path('M60 158c6-18 14-22 20-24 4 8 4 16 0 24zM140 158c-6-18-14-22-20-24-4 8-4 16 0 24z', '#5c8a5e'),
    front: rect(78, 88, 44, 5, ink.pale, 2),
    emblem: [100, 72, 1],
  }),
  thermometer: (ink) => ({
    flat: true,
    body: boxPath(70, 26, 60, 148, 16),
    front:
      rect(94, 42, 12, 100, '#fdf9ef', 6) +
      rect(97, 84, 6, 60, '#c4473a', 3) +
      circle(100, 148, 11, '#c4473a') +
      line('M112 56h8M112 72h8M112 88h8M112 104h8M112 120h8', ink.pale, 2.5),
  }),
  birdhouse: (ink) => ({
    body: 'M62 92l38-36 38 36v62H62z',
    back: '',
    front:
      line('M52 98l48-46 48 46', ink.deep, 9) +
      circle(100, 106, 14, '#3a3a40', 'opacity=".75"') +
      rect(97, 124, 6, 14, ink.accent, 3),
  }),
  windmill: (ink) => ({
    flat: true,
    body: 'M100 84c-34 4-44-18-44-40 20-4 40 6 44 40zM100 84c-4-34 18-44 40-44 4 20-6 40-40 44zM100 84c34-4 44 18 44 40-20 4-40-6-44-40zM100 84c4 34-18 44-40 44-4-20 6-40 40-44z',
    back: rect(97, 84, 6, 92, '#a37545', 2),
    front: circle(100, 84, 8, ink.accent),
  }),
  hammock: (ink) => ({
    hang: true,
    body: 'M30 84c30 62 110 62 140 0-10 74-130 74-140 0z',
    back: line('M12 30v130M188 30v130', '#a37545', 8) + line('M12 54l22 36M188 54l-22 36', ink.deep, 2.5),
    front: line('M58 130l-4 14M78 138l-3 14M100 140v14M122 138l3 14M142 130l4 14', ink.accent, 3),
  }),
  hotwater: (ink) => ({
    body: 'M70 76h60c12 0 18 8 18 20v46c0 10-6 16-16 16H68c-10 0-16-6-16-16V96c0-12 6-20 18-20z',
    back: rect(86, 52, 28, 30, ink.main, 3) + rect(80, 42, 40, 14, ink.deep, 5),
    front: line('M78 78h44', ink.deep, 3),
    emblem: [100, 120, 1.9],
  }),
  handwarmer: (ink) => ({
    body: 'M60 74c10-8 70-8 80 0 12 10 14 64 0 78-10 8-70 8-80 0-14-14-12-68 0-78z',
    front: `<path d="M66 82c8-6 60-6 68 0 8 10 10 52 0 62-8 6-60 6-68 0-10-10-8-52 0-62z" fill="none" stroke="${ink.pale}" stroke-width="1.5" stroke-dasharray="5 4"/>`,
    emblem: [100, 113, 2],
  }),
  bottle: (ink) => ({
    body: 'M68 96c0-14 16-14 16-30h32c0 16 16 16 16 30v52a10 10 0 0 1-10 10H78a10 10 0 0 1-10-10z',
    back: rect(88, 42, 24, 26, ink.accent, 6),
    front: rect(76, 106, 48, 36, ink.pale, 3),
    emblem: [100, 124, 1, 'deep'],
    label: true,
  }),
  firstaid: (ink) => ({
    body: boxPath(42, 72, 116, 86, 12),
    back: rect(84, 60, 32, 16, ink.deep, 6),
    front: circle(100, 116, 26, ink.pale) + path('M94 100h12v10h10v12h-10v10H94v-10H84v-12h10z', '#c4473a'),
  }),
  soap: (ink) => ({
    body: 'M52 112c0-16 16-26 48-26s48 10 48 26-16 30-48 30-48-14-48-30z',
    back: path('M34 134h132c-6 18-26 24-66 24s-60-6-66-24z', ink.deep),
    front:
      circle(132, 72, 9, '#fff', 'opacity=".6"') +
      circle(116, 56, 6, '#fff', 'opacity=".6"') +
      circle(146, 54, 4, '#fff', 'opacity=".6"'),
    emblem: [100, 112, 1],
  }),
  lipgloss: (ink) => ({
    body: boxPath(76, 88, 48, 70, 8),
    back: rect(84, 40, 32, 50, ink.deep, 4),
    front: rect(76, 88, 48, 7, ink.accent),
    emblem: [100, 126, 1.3],
  }),
  ring: (ink) => ({
    flat: true,
    body: 'M52 118a48 48 0 1 1 96 0a48 48 0 1 1-96 0zM66 118a34 34 0 1 0 68 0a34 34 0 1 0-68 0z',
    front: path('M80 44h40l14 18-34 32-34-32z', ink.accent) + path('M80 44h40l14 18H66z', '#fff', 'opacity=".35"'),
  }),
  jewelbox: (ink) => ({
    body: 'M46 96h108v54H46z',
    back:
      path('M40 60h120l-8 36H48z', ink.deep) +
      rect(50, 148, 12, 10, ink.accent, 3) +
      rect(138, 148, 12, 10, ink.accent, 3),
    front: path('M54 68h92l-5 22H59z', ink.pale, 'opacity=".7"') + circle(100, 100, 6, ink.accent),
    emblem: [100, 126, 1.1],
  }),
  ladder: (ink) => ({
    body: 'M60 44h12l-16 114H44zM128 44h12l16 114h-12z',
    front:
      rect(44, 128, 112, 8, ink.deep) +
      rect(52, 96, 96, 8, ink.deep) +
      rect(58, 66, 84, 8, ink.deep) +
      path('M70 110h24l-4 18H74zM106 78h22l-4 18h-14z', ink.accent),
  }),
  petbowl: (ink) => ({
    body: 'M56 104h88l20 54H36z',
    front: oval(100, 104, 44, 9, ink.deep) + oval(100, 103, 36, 6, '#8a5f45'),
    emblem: [100, 132, 1.1],
  }),
  mobile: (ink) => ({
    hang: true,
    body: `${diskPath(60, 100, 22)}${diskPath(102, 138, 22)}${diskPath(144, 96, 22)}`,
    back: line('M50 44h106M60 44v40M102 44v74M144 44v32', ink.deep, 2) + cord(100, 44, ink.deep),
  }),
}
