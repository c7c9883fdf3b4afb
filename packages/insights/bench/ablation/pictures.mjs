/** Pictures of `docs/ranking.md`: SVG that stands alone, in the light and in the dark. */

const STYLE = `
text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; fill: #1c1f1e; }
.soft { fill: #5b6462; font-size: 12px; }
.head { font-weight: 650; }
.box { fill: #fff; stroke: #c9ccc5; }
.arrow { stroke: #5b6462; stroke-width: 1.5; fill: none; marker-end: url(#tip); }
.tip { fill: #5b6462; }
.grid { stroke: #dfe0da; }
.file { stroke: #0f766e; fill: none; stroke-width: 2.5; } .file-dot, .file-name { fill: #0f766e; }
.shard { stroke: #a8480f; fill: none; stroke-width: 2.5; } .shard-dot, .shard-name { fill: #a8480f; }
@media (prefers-color-scheme: dark) {
  text { fill: #eceeea; } .soft, .tip { fill: #a3aca8; } .box { fill: #1c201f; stroke: #48504d; } .arrow { stroke: #a3aca8; }
  .grid { stroke: #343a38; }
  .file { stroke: #4fc3b4; } .file-dot, .file-name { fill: #4fc3b4; } .shard { stroke: #f0a270; } .shard-dot, .shard-name { fill: #f0a270; }
}`

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BASE] = [760, 360, 60, 24, 40, 310]
const KIB = 1024

/** Hit rate against bytes, of one file and of shards. */
export function drawBudgets({ set, files, shards }) {
  const kib = (bytes) => bytes / KIB
  const all = [...files, ...shards]
  const [least, most] = [
    Math.min(...all.map(({ bytes }) => kib(bytes))),
    Math.max(...all.map(({ bytes }) => kib(bytes))),
  ]
  const [from, to] = [Math.log2(least * 0.85), Math.log2(most * 1.15)]
  const low = Math.floor((Math.min(...all.map(({ hr }) => hr)) - 0.005) * 50) / 50
  const high = Math.ceil((Math.max(...all.map(({ hr }) => hr)) + 0.005) * 50) / 50
  const x = (bytes) => LEFT + ((Math.log2(kib(bytes)) - from) / (to - from)) * (WIDTH - LEFT - RIGHT)
  const y = (hr) => BASE - ((hr - low) / (high - low)) * (BASE - TOP)
  const steps = Math.max(1, Math.round((high - low) / 0.02))
  const every = Math.ceil(steps / 6)
  const rows = Array.from({ length: Math.floor(steps / every) + 1 }, (_, n) => low + n * every * 0.02)
  const ticks = [1, 2, 5, 10, 20, 50, 100, 200, 400, 800, 1600, 3200].filter(
    (tick) => Math.log2(tick) > from && Math.log2(tick) < to,
  )
  const line = (kind, points) =>
    `<polyline class="${kind}" points="${points.map(({ bytes, hr }) => `${round(x(bytes))},${round(y(hr))}`).join(' ')}"/>` +
    points
      .map(({ bytes, hr }) => `<circle class="${kind}-dot" cx="${round(x(bytes))}" cy="${round(y(hr))}" r="4"/>`)
      .join('')
  const named = (kind, text, { bytes, hr }, anchor) =>
    `<text class="${kind}-name head" x="${round(x(bytes))}" y="${round(y(hr) - 12)}" text-anchor="${anchor}">${text}</text>`
  return picture(WIDTH, HEIGHT, `Hit rate at 20 against kilobytes, ${set}`, [
    `<text class="head" x="0" y="16">HR@20 on held-out visits of ${set}, by what a shopper downloads</text>`,
    ...rows.map(
      (row) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(row))}" y2="${round(y(row))}"/><text class="soft" x="${LEFT - 8}" y="${round(y(row) + 4)}" text-anchor="end">${row.toFixed(2)}</text>`,
    ),
    ...ticks.map(
      (tick) => `<text class="soft" x="${round(x(tick * KIB))}" y="${BASE + 20}" text-anchor="middle">${tick}</text>`,
    ),
    `<text class="soft" x="${WIDTH - RIGHT}" y="${BASE + 40}" text-anchor="end">KiB after gzip: of the file, or that a session loads of the shards on the mean</text>`,
    line('file', files),
    line('shard', shards),
    named('file', 'one file', files.at(-1), 'end'),
    named('shard', 'shards', shards.at(-1), 'end'),
  ])
}

const BOXES = [
  { x: 0, y: 0, head: 'Visits, orders', lines: ['what came after what'] },
  { x: 0, y: 92, head: 'Catalogue', lines: ['words, category,', 'brand, price'] },
  { x: 200, y: 0, head: 'Count', lines: ['direction, distance, age'] },
  { x: 200, y: 92, head: 'Lend', lines: ['to rare items and', 'to new ones'] },
  { x: 400, y: 0, head: 'Shape and choose', lines: ['settings that predict', 'the newest tenth best'] },
  { x: 400, y: 92, head: 'Prune and pack', lines: ['the most useful pairs', 'within the bytes given'] },
  { x: 600, y: 92, head: 'File or shards', lines: ['static, for any host'] },
  { x: 600, y: 214, head: 'Last items met', lines: ['kept on the device'] },
  { x: 400, y: 214, head: 'Add up', lines: ['rows of the last items,', 'each by its step'] },
  { x: 200, y: 214, head: 'Refine', lines: ['taste, learned order,', 'fatigue, diversity'] },
  { x: 0, y: 214, head: 'Row', lines: ['with a reason each'] },
]
const ARROWS = [
  'M160,32 H196',
  'M160,124 H196',
  'M280,64 V88',
  'M360,112 C380,112 380,32 396,32',
  'M480,64 V88',
  'M560,124 H596',
  'M600,150 C560,190 500,176 484,210',
  'M600,246 H564',
  'M400,246 H364',
  'M200,246 H164',
]

/** How a row comes about: training above, the page below. */
export function drawFlow() {
  const boxes = BOXES.map(
    ({ x, y, head, lines }) =>
      `<rect class="box" x="${x}" y="${y}" width="160" height="${lines.length > 1 ? 72 : 64}" rx="8"/><text class="head" x="${x + 10}" y="${y + 24}">${head}</text>${lines.map((text, n) => `<text class="soft" x="${x + 10}" y="${y + 43 + n * 16}">${text}</text>`).join('')}`,
  )
  return picture(764, 304, 'From visits to a row of products', [
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0,0 L8,4 L0,8 Z"/></marker></defs>',
    ...boxes,
    ...ARROWS.map((path) => `<path class="arrow" d="${path}"/>`),
    '<text class="soft" x="0" y="198">on the page:</text>',
  ])
}

function picture(width, height, title, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 ${width + 4} ${height + 4}" role="img" aria-label="${title}">
<title>${title}</title>
<style>${STYLE}
</style>
${parts.join('\n')}
</svg>
`
}

const round = (value) => Math.round(value * 10) / 10
