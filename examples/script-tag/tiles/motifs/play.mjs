import { boxPath, circle, diskPath, line, oval, path, rect } from '../draw.mjs'
import { drawEmblem } from '../emblem.mjs'

/** Toys, games and the craft table. */
export const play = {
  blocks: (ink) => ({
    body: 'M50 110h48v48H50zM102 110h48v48h-48zM76 60h48v48H76z',
    front:
      drawEmblem('letter', 100, 84, 1.2, ink.pale, ink.main) +
      drawEmblem('heart', 74, 134, 1.2, ink.accent, ink.main) +
      drawEmblem('star', 126, 134, 1.3, ink.pale, ink.main),
  }),
  dominoes: (ink) => ({
    flat: true,
    turn: 18,
    body: `${boxPath(50, 48, 46, 100, 8)}${boxPath(106, 56, 46, 100, 8)}`,
    front:
      line('M54 98h38M110 106h38', ink.pale, 2) +
      [
        [62, 60],
        [84, 86],
        [73, 73],
        [73, 122],
        [118, 70],
        [140, 94],
        [118, 94],
        [140, 70],
        [118, 130],
        [140, 142],
      ]
        .map(([x, y]) => circle(x, y, 5, ink.pale))
        .join(''),
  }),
  skittles: (ink) => ({
    body: 'M60 66c10 0 12 12 8 22 6 10 10 40 8 70H44c-2-30 2-60 8-70-4-10-2-22 8-22zM140 66c10 0 12 12 8 22 6 10 10 40 8 70h-32c-2-30 2-60 8-70-4-10-2-22 8-22zM100 54c12 0 14 14 9 24 8 12 12 46 10 80H81c-2-34 2-68 10-80-5-10-3-24 9-24z',
    front:
      rect(82, 92, 36, 8, ink.pale) +
      rect(44, 104, 32, 7, ink.pale) +
      rect(124, 104, 32, 7, ink.pale) +
      circle(150, 150, 12, ink.accent),
  }),
  cards: (ink) => ({
    flat: true,
    body: boxPath(70, 48, 70, 100, 7),
    bodyTurn: 12,
    back:
      rect(52, 52, 70, 100, '#fdf8ec', 7, 'transform="rotate(-16 88 104)"') +
      rect(60, 48, 70, 100, ink.accent, 7, 'transform="rotate(-3 96 100)"'),
    emblem: [105, 98, 2],
  }),
  puzzle: (_ink) => ({
    flat: true,
    turn: -8,
    body: 'M52 60h30c-6-20 26-20 20 0h38v34c20-6 20 28 0 22v36h-36c6-20-28-20-22 0H52v-34c-20 6-20-26 0-20z',
    emblem: [98, 104, 1.8],
  }),
  top: (ink) => ({
    body: 'M42 104c0-16 26-26 58-26s58 10 58 26c0 18-34 36-58 54-24-18-58-36-58-54z',
    back: rect(95, 44, 10, 40, ink.deep, 4) + circle(100, 44, 8, ink.accent),
    front: line('M44 104c16 14 96 14 112 0', ink.pale, 5) + line('M62 126c18 8 58 8 76 0', ink.accent, 4),
  }),
  rope: (ink) => ({
    flat: true,
    body: `${boxPath(44, 106, 18, 50, 9)}${boxPath(138, 106, 18, 50, 9)}`,
    back: line('M53 110C40 20 90 30 100 74s60 30 47 36M53 108c20-60 94-60 94 2', ink.accent, 5),
  }),
  doll: (ink) => ({
    body: 'M88 92h24l34 66H54z',
    back: circle(100, 70, 30, ink.deep) + line('M88 100l-26 22M112 100l26 22', '#f3d3b5', 9),
    front:
      circle(100, 74, 21, '#f3d3b5') +
      path('M78 72c4-22 40-22 44 0-14-2-22-8-26-12-4 6-10 10-18 12z', ink.deep) +
      circle(93, 78, 2, '#5b4036') +
      circle(107, 78, 2, '#5b4036') +
      circle(100, 104, 4, ink.accent),
    emblem: [100, 134, 0.9],
  }),
  bear: (ink) => ({
    body: 'M66 52a14 14 0 0 1 18 2c10-4 22-4 32 0a14 14 0 1 1 18 18c4 16-2 28-10 34 10 8 16 20 16 32 0 14-8 20-20 20H80c-12 0-20-6-20-20 0-12 6-24 16-32-8-6-14-18-10-34a14 14 0 0 1 0-20z',
    front:
      oval(100, 90, 16, 12, ink.pale) +
      circle(88, 74, 3.5, '#3a3a40') +
      circle(112, 74, 3.5, '#3a3a40') +
      oval(100, 85, 5, 4, '#3a3a40') +
      path('M100 112l-20-8v18zM100 112l20-8v18z', ink.accent),
  }),
  house: (ink) => ({
    body: 'M52 84h96v74H52z',
    back: path('M40 88l60-48 60 48z', ink.deep) + rect(124, 46, 12, 26, ink.deep),
    front:
      rect(64, 98, 26, 24, ink.pale, 2) +
      rect(110, 98, 26, 24, ink.pale, 2) +
      path('M88 158v-22a12 12 0 0 1 24 0v22z', ink.accent) +
      line('M77 98v24M123 98v24', ink.main, 2),
  }),
  piggy: (ink) => ({
    body: 'M92 72c36 0 58 18 58 42 0 16-8 26-18 32l-2 12h-16l-2-8H82l-2 8H64l-3-14c-6-4-9-8-12-14H36v-24h10c2-6 6-10 10-14l-4-22 22 8c6-4 12-6 18-6z',
    front:
      line('M84 82h24', ink.deep, 4) + circle(64, 104, 3.5, '#3a3a40') + line('M150 110c10-2 12-14 4-16', ink.deep, 4),
    emblem: [106, 118, 1.2],
  }),
  slate: (ink) => ({
    body: boxPath(44, 56, 112, 98, 8),
    front:
      rect(56, 68, 88, 74, '#43504f', 3) +
      line('M70 120c10-30 20-30 24-10s12 10 18-12 14-10 18 0', '#f3efe4', 3) +
      circle(78, 84, 6, ink.accent),
    back: rect(60, 152, 8, 8, ink.deep) + rect(132, 152, 8, 8, ink.deep),
  }),
  bucket: (ink) => ({
    body: 'M58 88h84l-12 70H70z',
    back: line('M62 90C62 40 138 40 138 90', ink.deep, 4),
    front: rect(54, 82, 92, 10, ink.deep, 4),
    emblem: [100, 126, 1.5],
  }),
  harmonica: (ink) => ({
    flat: true,
    turn: -16,
    body: boxPath(30, 76, 140, 48, 10),
    front:
      rect(30, 94, 140, 12, ink.deep) +
      [42, 58, 74, 90, 106, 122, 138, 152].map((x) => rect(x, 96, 8, 8, ink.pale, 1)).join(''),
  }),
  glider: (_ink) => ({
    flat: true,
    turn: -24,
    body: 'M92 30c8-8 14-8 16 0l4 36 62 26v16l-62-10-3 42 19 14v10l-28-6-28 6v-10l19-14-3-42-62 10V92l62-26z',
    emblem: [100, 92, 0.9],
  }),
  marbles: (ink) => ({
    body: `${diskPath(70, 132, 26)}${diskPath(124, 128, 30)}${diskPath(98, 84, 24)}`,
    front:
      line('M54 126c12-12 22 14 32 2M104 122c14-16 26 18 40 0M82 80c10-12 20 12 30 0', ink.pale, 5) +
      circle(160, 146, 12, ink.accent) +
      circle(42, 150, 8, ink.deep),
  }),
  paints: (_ink) => ({
    flat: true,
    body: 'M100 42c40 0 66 24 66 54 0 26-22 30-36 28-14-2-20 6-14 16 6 12-4 20-18 20-38 0-64-28-64-60 0-34 28-58 66-58z',
    front: [
      [76, 72, '#c4473a'],
      [108, 62, '#e3b23c'],
      [138, 82, '#4b7ba6'],
      [58, 104, '#5c8a5e'],
      [72, 134, '#dd8b9b'],
    ]
      .map(([x, y, color]) => circle(x, y, 10, color))
      .join(''),
  }),
  spool: (ink) => ({
    body: 'M68 74h64v68H68z',
    back:
      rect(58, 58, 84, 18, '#c99a66', 6) +
      rect(58, 140, 84, 18, '#c99a66', 6) +
      line('M132 96c40 10 10 40 40 56', ink.main, 3),
    front: line('M68 86l64 6M68 98l64 6M68 110l64 6M68 122l64 6', ink.deep, 2),
  }),
  button: (ink) => ({
    flat: true,
    body: diskPath(92, 94, 52),
    back: circle(150, 148, 22, ink.accent) + circle(52, 154, 14, ink.deep),
    front:
      `<circle cx="92" cy="94" r="40" fill="none" stroke="${ink.deep}" stroke-width="4"/>` +
      [
        [82, 84],
        [102, 84],
        [82, 104],
        [102, 104],
      ]
        .map(([x, y]) => circle(x, y, 5, ink.wall))
        .join(''),
  }),
  felt: (ink) => ({
    flat: true,
    body: 'M100 44a28 28 0 0 1 26 34 28 28 0 0 1 2 52 28 28 0 0 1-56 0 28 28 0 0 1 2-52 28 28 0 0 1 26-34z',
    front:
      circle(100, 98, 20, ink.accent) +
      `<circle cx="100" cy="98" r="15" fill="none" stroke="${ink.pale}" stroke-width="2" stroke-dasharray="5 4"/>` +
      line('M152 40l-22 30', '#8b969e', 3),
  }),
}
