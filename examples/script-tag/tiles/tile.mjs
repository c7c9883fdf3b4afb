import { drawBackdrop } from './backdrop.mjs'
import { chooseMotif, MOTIFS, shapeOf } from './choose-motif.mjs'
import { circle, rect } from './draw.mjs'
import { drawEmblem, emblemOf } from './emblem.mjs'
import { choosePalette } from './palette.mjs'
import { definePattern } from './pattern.mjs'
import { createRandom, hashText, pick } from './seed.mjs'

const SIZES = { mini: 0.8, small: 0.88, large: 1.05, jumbo: 1.08 }
/** Motifs that stand beside each other when the title says "set of". */
const SETS = new Set(
  'mug teacup bowl canister caketin jar jam tlight lunchbox box papercup eggcup basket drawers'.split(' '),
)
const WEAVE = (ink) =>
  `<pattern id="p" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 3h7M9 0v6M3 9v6M6 9h7" stroke="${ink}" stroke-width="2"/></pattern>`
const hundredth = (value) => Math.round(value * 100) / 100

/** Bands and dips for things whose title names neither pattern nor theme. */
function decorate(motif, { pale, deep }, random) {
  if (!motif.emblem || motif.label) return ''
  const y = motif.emblem[1]
  const band = [
    '',
    rect(0, y - 9, 200, 18, pale, 0, 'opacity=".85"'),
    rect(0, y + 8, 200, 100, deep, 0, 'opacity=".75"'),
    rect(0, y - 10, 200, 4, pale) + rect(0, y + 6, 200, 4, pale),
    rect(0, y - 3, 200, 6, pale, 0, 'opacity=".9"'),
  ]
  return pick(random, band)
}

/** A motif with its pattern, shade and emblem, in the 200 × 200 box; `defs` must come before it. */
export function drawThing(motif, product, palette, random) {
  const { main, deep, pale } = palette
  const theme = emblemOf(product)
  const name = motif.vessel && theme === 'cup' ? undefined : theme // no cup on a cup
  const pattern = motif.weave
    ? WEAVE(deep)
    : definePattern(product.attributes.pattern, pale, pick(random, [0, 0, 15, 30]))
  const [x, y, scale, tone] = motif.emblem ?? []
  const withEmblem = motif.emblem && name
  const place = motif.bodyAt
    ? ` transform="translate(${motif.bodyAt[0]} ${motif.bodyAt[1]}) scale(${motif.bodyAt[2]})" clip-rule="evenodd" fill-rule="evenodd"`
    : motif.bodyTurn
      ? ` transform="rotate(${motif.bodyTurn} 105 98)"`
      : ''
  const defs = `<defs>${pattern}<path id="b" d="${motif.body}"${place}/><clipPath id="c"><use href="#b"/></clipPath></defs>`
  const surface =
    rect(0, 0, 200, 200, main) +
    (pattern ? rect(0, 0, 200, 200, 'url(#p)') : withEmblem || motif.bodyAt ? '' : decorate(motif, palette, random)) +
    (motif.flat || motif.hang ? '' : rect(118, 0, 82, 200, '#000', 0, 'opacity=".07"'))
  const roundel = withEmblem && pattern && !motif.label ? circle(x, y, hundredth(scale * 15), main) : ''
  const emblem = withEmblem
    ? roundel + drawEmblem(name, x, y, scale, tone ? palette[tone] : pale, tone ? pale : main)
    : ''
  const shadow = motif.flat || motif.hang ? `<use href="#b" x="3" y="5" opacity=".13"/>` : ''
  const thing = `${motif.back ?? ''}${shadow}<g clip-path="url(#c)">${surface}</g>${motif.front ?? ''}${emblem}`
  return { defs, thing }
}

/** Places a thing: turned, scaled about where it stands, mirrored; or a set of three. */
function arrange(thing, motif, product, name, random) {
  const pieces = Number(product.attributes.pieces ?? 1)
  const stands = !motif.flat && !motif.hang
  if (SETS.has(name) && pieces >= 2 && pieces <= 6) {
    const spots =
      pieces === 2
        ? [
            [66, 0.74],
            [134, 0.74],
          ]
        : [
            [52, 0.58],
            [148, 0.58],
            [100, 0.74],
          ]
    const uses = spots.map(([x, scale]) => {
      const shadow = `<ellipse cx="${x}" cy="159" rx="${hundredth(62 * scale)}" ry="4" opacity=".13"/>`
      return `${shadow}<use href="#m" transform="translate(${hundredth(x - 100 * scale)} ${hundredth(158 - 158 * scale)}) scale(${scale})"/>`
    })
    return `<defs><g id="m">${thing}</g></defs>${uses.join('')}`
  }
  const stature = SIZES[product.attributes.size] ?? 1
  const scale = hundredth(stands ? stature * 1.07 : stature)
  const [cx, cy] = stands ? [100, 158] : motif.hang ? [100, 0] : [100, 100]
  const moves = []
  if (scale !== 1) moves.push(`translate(${hundredth(cx - cx * scale)} ${hundredth(cy - cy * scale)}) scale(${scale})`)
  const turn = motif.flat ? (motif.turn ?? 0) + Math.round((random() - 0.5) * 10) : 0
  if (random() < 0.45 && name !== 'frame') moves.push('translate(200 0) scale(-1 1)')
  if (turn) moves.push(`rotate(${turn} 100 100)`)
  const shadow = stands ? `<ellipse cx="100" cy="159" rx="${hundredth(66 * scale)}" ry="5" opacity=".12"/>` : ''
  return shadow + (moves.length ? `<g transform="${moves.join(' ')}">${thing}</g>` : thing)
}

/** The SVG tile of a product: same product, same tile. Under 2 kB for almost all. */
export function drawTile(product) {
  const random = createRandom(hashText(product.id))
  const palette = choosePalette(product, random)
  const name = chooseMotif(product)
  const motif = MOTIFS[name](palette, { product, shape: shapeOf(product) ?? emblemOf(product) })
  const backdrop = drawBackdrop(motif, palette, random)
  const { defs, thing } = drawThing(motif, product, palette, random)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 200 200">${backdrop}${defs}${arrange(thing, motif, product, name, random)}</svg>\n`
}
