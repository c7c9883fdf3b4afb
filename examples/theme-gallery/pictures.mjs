/** Product pictures, drawn: each sort of goods is a silhouette of a few paths on a square of 100. */
import { THEMES } from './themes.mjs'

const SHAPES = {
  // Maison Orée
  coat: '<path d="M38 14h24l14 10 6 30-10 3-4-16v47H32V41l-4 16-10-3 6-30z"/><path class="cut" d="M50 22v66M38 14l12 14 12-14"/>',
  dress: '<path d="M40 12h5l5 8 5-8h5l2 22-4 10 18 44H24l18-44-4-10z"/>',
  shirt: '<path d="M38 18h24l18 12-8 16-8-5v41H36V41l-8 5-8-16z"/><path class="cut" d="M50 26v56M40 18l10 9 10-9"/>',
  bag: '<path d="M22 44h56l6 42H16z"/><path class="line" d="M34 46c0-34 32-34 32 0"/>',
  trousers: '<path d="M34 12h32l10 76H56L50 36l-6 52H24z"/><path class="cut" d="M34 20h32"/>',
  scarf: '<path d="M28 20c16-10 28-10 44 0l-4 18-12 4 8 46H48l-6-44-14-6z"/><path class="cut" d="M50 80h14"/>',
  shoe: '<path d="M12 60c14 0 22-8 28-18 8 12 24 14 40 18 8 2 10 8 8 16H12z"/><path class="cut" d="M12 70h76"/>',
  hat: '<path d="M30 58c0-40 40-40 40 0 16 2 22 6 22 10 0 10-84 10-84 0 0-4 6-8 22-10z"/><path class="cut" d="M30 56c12 6 28 6 40 0"/>',
  // VoltMarkt
  phone:
    '<rect x="32" y="10" width="36" height="80" rx="6"/><path class="cut" d="M36 18h28v62H36z"/><circle class="hole" cx="50" cy="85" r="2"/>',
  laptop: '<path d="M22 26h56v40H22z"/><path class="hole" d="M27 31h46v30H27z"/><path d="M10 70h80l-4 7H14z"/>',
  headphones:
    '<path class="line" d="M22 62V50c0-36 56-36 56 0v12"/><rect x="14" y="54" width="16" height="28" rx="7"/><rect x="70" y="54" width="16" height="28" rx="7"/>',
  screen:
    '<rect x="10" y="20" width="80" height="48" rx="3"/><path class="hole" d="M15 25h70v38H15z"/><path d="M44 68h12v10h12v5H32v-5h12z"/>',
  mouse: '<rect x="32" y="16" width="36" height="68" rx="18"/><path class="cut" d="M50 18v24M33 44h34"/>',
  speaker:
    '<rect x="30" y="12" width="40" height="76" rx="10"/><circle class="hole" cx="50" cy="60" r="14"/><circle class="hole" cx="50" cy="30" r="7"/>',
  watch:
    '<path d="M38 10h24l3 20H35zM35 70h30l-3 20H38z"/><rect x="28" y="28" width="44" height="44" rx="10"/><rect class="hole" x="34" y="34" width="32" height="32" rx="6"/>',
  charger:
    '<rect x="28" y="30" width="44" height="50" rx="8"/><path d="M38 14h6v16h-6zM56 14h6v16h-6z"/><path class="cut" d="M44 68h12"/>',
  // Crumb & Kiln
  loaf: '<path d="M12 66c-4-34 80-34 76 0-2 16-74 16-76 0z"/><path class="cut" d="M32 50l8 14M48 47l7 15M64 50l6 12"/>',
  jar: '<rect x="30" y="16" width="40" height="10" rx="2"/><path d="M28 32h44v48c0 6-44 6-44 0z"/><path class="hole" d="M34 46h32v20H34z"/>',
  bottle: '<path d="M44 8h12v22l10 12v46H34V42l10-12z"/><path class="hole" d="M38 54h24v20H38z"/>',
  mug: '<path d="M24 28h44v50c0 8-44 8-44 0z"/><path class="line" d="M68 40c20-4 20 26 0 24"/>',
  bowl: '<path d="M12 44h76c0 28-14 36-26 38v4H38v-4C26 80 12 72 12 44z"/><path class="cut" d="M18 54h64"/>',
  cheese:
    '<path d="M10 58l60-30c12 4 18 14 20 30v22H10z"/><circle class="hole" cx="36" cy="66" r="6"/><circle class="hole" cx="62" cy="60" r="4"/><circle class="hole" cx="70" cy="72" r="3"/>',
  cake: '<path d="M20 46c0-12 60-12 60 0v30c0 10-60 10-60 0z"/><path class="cut" d="M20 58c10 8 14-4 22 2s16 0 20-2 12 4 18 0"/><circle cx="50" cy="30" r="6"/>',
  tea: '<path d="M32 22h36l4 64H28z"/><path class="hole" d="M36 44h28v22H36z"/><path class="cut" d="M32 30h36"/>',
  // KERB/STONE
  hoodie:
    '<path d="M36 22c4-16 24-16 28 0l16 10 8 44H76l-4-20v32H28V56l-4 20H12l8-44z"/><path class="cut" d="M40 24c4 10 16 10 20 0M38 62h24v14H34z"/>',
  tee: '<path d="M36 18c8 8 20 8 28 0l24 12-8 18-10-4v42H30V44l-10 4-8-18z"/><path class="cut" d="M40 50h20v12H40z"/>',
  sneaker:
    '<path d="M10 46l14-6 10 6 16-16 30 24c8 2 12 8 10 18H10z"/><path class="cut" d="M10 68h80M44 42l8 8M52 36l8 8"/>',
  cap: '<path d="M18 60c0-42 60-42 60 0l16 6c2 6-8 8-16 8H18z"/><path class="cut" d="M18 60h60M48 28v30"/>',
  cargo: '<path d="M32 10h36l10 78H56l-6-48-6 48H22z"/><path class="cut" d="M28 44h12v14H26zM60 44h12l2 14H60z"/>',
  backpack:
    '<path d="M28 30c0-20 44-20 44 0v54H28z"/><path class="line" d="M40 16c0-12 20-12 20 0"/><path class="hole" d="M36 54h28v22H36z"/>',
  beanie:
    '<path d="M22 62c0-48 56-48 56 0z"/><rect x="18" y="60" width="64" height="20" rx="5"/><circle cx="50" cy="20" r="8"/>',
  board:
    '<path d="M38 10c0-8 24-8 24 0v80c0 8-24 8-24 0z"/><path class="cut" d="M42 20h16M42 80h16"/><circle class="hole" cx="50" cy="50" r="7"/>',
}

/** Paper, and how the silhouette stands on it, by theme. */
const PAPER = { atelier: '#eeebe5', volt: '#ffffff', crumb: '#f3e6d2', kerb: '#191b1f' }

/** The picture of a product as SVG; undefined when the theme sells nothing of that sort. */
export function drawPicture(theme, sort, colour) {
  const shape = SHAPES[sort]
  const tone = THEMES[theme]?.colours[colour]
  if (!shape || !tone) return undefined
  const paper = PAPER[theme]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="400" height="400" preserveAspectRatio="xMidYMid slice">
<style>.cut{fill:none;stroke:${paper};stroke-width:1.2;opacity:.7}.hole{fill:${paper};opacity:.8}.line{fill:none;stroke:${tone};stroke-width:5}</style>
<rect width="100" height="100" fill="${paper}"/><ellipse cx="50" cy="88" rx="32" ry="4" opacity=".12"/>
<g fill="${tone}" transform="translate(11 9) scale(.78)">${shape}</g></svg>`
}
