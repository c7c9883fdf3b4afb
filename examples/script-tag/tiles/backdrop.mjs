import { circle, path, rect } from './draw.mjs'
import { pick } from './seed.mjs'

const STANDING = [
  () => '',
  (table) => circle(100, 84, 66, table, 'opacity=".5"'),
  (table) => path('M40 152V92a60 60 0 0 1 120 0v60z', table, 'opacity=".5"'),
  (table) => path('M0 150V58L200 26v124z', table, 'opacity=".32"'),
  (table) => rect(34, 24, 132, 128, table, 6, 'opacity=".42"'),
]
const HANGING = [
  (table) => circle(100, 104, 78, table, 'opacity=".55"'),
  (table) => rect(0, 138, 200, 62, table),
  (table) => path('M34 200V104a66 66 0 0 1 132 0v96z', table, 'opacity=".6"'),
  (table) => path('M0 200V120L200 70v130z', table, 'opacity=".55"'),
]
const LYING = [
  (table) => circle(100, 100, 82, table, 'opacity=".6"'),
  (table) => path('M0 200L200 0v200z', table, 'opacity=".55"'),
  (table) => rect(22, 22, 156, 156, table, 10, 'opacity=".55"'),
  (table) => path('M0 0h200v100H0z', table, 'opacity=".5"'),
  (table) => path('M100 0h100v200H100z', table, 'opacity=".5"'),
]

/** Wall, and table or shape, for a motif that stands, hangs or lies flat. */
export function drawBackdrop(motif, { wall, table }, random) {
  const shapes = motif.hang ? HANGING : motif.flat ? LYING : STANDING
  const ground = motif.hang || motif.flat ? '' : rect(0, 150, 200, 50, table)
  return rect(0, 0, 200, 200, wall) + pick(random, shapes)(table) + ground
}
