/** A repeating pattern named by the title → the content of `<pattern id="p">` and its cell. */
const CELLS = {
  retrospot: [22, 22, (ink) => dot(5.5, 5.5, 4.6, ink) + dot(16.5, 16.5, 4.6, ink)],
  polkadot: [14, 14, (ink) => dot(3.5, 3.5, 2.4, ink) + dot(10.5, 10.5, 2.4, ink)],
  spot: [18, 18, (ink) => dot(4.5, 4.5, 3.2, ink) + dot(13.5, 13.5, 3.2, ink)],
  stripe: [14, 14, (ink) => `<path d="M0 0h6v14H0z" fill="${ink}"/>`],
  gingham: [
    16,
    16,
    (ink) => `<path d="M0 0h8v16H0z" fill="${ink}" opacity=".5"/><path d="M0 0h16v8H0z" fill="${ink}" opacity=".5"/>`,
  ],
  paisley: [
    24,
    24,
    (ink) =>
      `<path d="M6 3c8 0 9 10 2 11-5 0-6-6-1-6 1-2 1-4-1-5zM18 15c6 0 7 8 2 8s-5-5-1-5z" fill="${ink}" opacity=".8"/>`,
  ],
  floral: [24, 24, (ink) => daisy(6, 7, ink) + daisy(18, 19, ink)],
  lace: [
    20,
    20,
    (ink) =>
      `<g fill="none" stroke="${ink}" stroke-width="1.5"><circle cx="10" cy="10" r="7"/><circle cx="10" cy="10" r="3"/><path d="M0 0l4 4M20 0l-4 4M0 20l4-4M20 20l-4-4"/></g>`,
  ],
}

const dot = (x, y, r, ink) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${ink}"/>`
const daisy = (x, y, ink) =>
  `<path d="M${x} ${y - 5}v10M${x - 5} ${y}h10M${x - 3.5} ${y - 3.5}l7 7M${x + 3.5} ${y - 3.5}l-7 7" stroke="${ink}" stroke-width="2.4" stroke-linecap="round"/>`

/** The `<pattern>` definition for a named pattern, turned a little by `angle`; empty when there is none. */
export function definePattern(name, ink, angle) {
  const cell = CELLS[name]
  if (!cell) return ''
  const [width, height, content] = cell
  const turn = angle ? ` patternTransform="rotate(${angle})"` : ''
  return `<pattern id="p" width="${width}" height="${height}" patternUnits="userSpaceOnUse"${turn}>${content(ink)}</pattern>`
}
