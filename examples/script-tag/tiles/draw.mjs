/** The few SVG elements a tile is made of. Presentation attributes only: a strict CSP forbids styles, also in images. */
export const path = (d, fill, more = '') => `<path d="${d}" fill="${fill}"${more && ` ${more}`}/>`
export const line = (d, stroke, width = 5) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`
export const circle = (x, y, r, fill, more = '') =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"${more && ` ${more}`}/>`
export const oval = (x, y, rx, ry, fill, more = '') =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"${more && ` ${more}`}/>`
export const rect = (x, y, w, h, fill, r = 0, more = '') =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}"${r ? ` rx="${r}"` : ''} fill="${fill}"${more && ` ${more}`}/>`

/** The outline of a rounded rectangle, for a motif's body. */
export const boxPath = (x, y, w, h, r = 0) =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}z`
/** The outline of a circle. */
export const diskPath = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`

/** A flame and its glow, the wick at x, y. */
export const flame = (x, y) =>
  circle(x, y - 8, 15, '#ffe9a8', 'opacity=".45"') + path(`M${x} ${y - 20}c9 10 8 20 0 20s-9-10 0-20z`, '#f2b134')

/** A string from the top edge to a point. */
export const cord = (x, y, color) => line(`M${x} 0V${y}`, color, 1.5)
