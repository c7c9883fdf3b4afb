/** The report's one style sheet. Light and dark, phone and desktop, print. The page's policy holds its hash. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f5f1; --card: #fff; --ink: #1c1f1e; --soft: #5b6462; --line: #dfe0da; --track: #ecece6;
  --bar: #0f766e; --good: #14713c; --good-wash: #e5f4ea; --bad: #b3261e; --bad-wash: #fbeae8;
  --wait: #7a5600; --wait-wash: #fbf1da; --open: #5b6462;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131615; --card: #1c201f; --ink: #eceeea; --soft: #a3aca8; --line: #343a38; --track: #2a2f2e;
    --bar: #4fc3b4; --good: #7bd69b; --good-wash: #17301f; --bad: #ff9b91; --bad-wash: #3a1c19;
    --wait: #f0c766; --wait-wash: #33290f; --open: #a3aca8;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
header, main { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
main { padding-bottom: 4rem; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; }
h2 { margin: 2.75rem 0 0; font-size: 1.35rem; letter-spacing: -.01em; }
h3 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
h4 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .35rem 0; }
.brand { margin: 0 0 .25rem; color: var(--bar); font-weight: 700; }
.basis { color: var(--soft); font-size: .875rem; font-weight: 400; }
.note { color: var(--soft); font-size: .875rem; max-width: 72ch; }
.contents ul { display: flex; flex-wrap: wrap; gap: .35rem .5rem; list-style: none; margin: 1.25rem 0 0; padding: 0; }
.contents a { display: inline-block; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 99px; background: var(--card); color: var(--ink); font-size: .875rem; text-decoration: none; }
.contents a:hover { border-color: var(--bar); } .contents a:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
@media print { .contents { display: none; } }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.tiles > div, figure, article, section > .scroll { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.tiles > div { padding: .9rem 1rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; }
.tiles dd:not(.basis) { font-size: clamp(1.25rem, 5.5vw, 1.6rem); font-weight: 650; line-height: 1.25; letter-spacing: -.02em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .75rem; }
.pair figure { margin: 0; }
figure { margin: .75rem 0; padding: 1.1rem; }
figcaption { display: flex; flex-wrap: wrap; gap: 0 .6rem; align-items: baseline; margin-bottom: .75rem; }
svg { display: block; overflow: visible; }
svg text { fill: var(--ink); font-size: 14px; }
svg .axis { fill: var(--soft); font-size: 12px; }
svg .value { font-weight: 600; font-variant-numeric: tabular-nums; }
.bar { fill: var(--bar); }
.track { fill: var(--track); }
.grid { stroke: var(--line); stroke-dasharray: 2 4; }
.base, .zero { stroke: var(--soft); }
.range { stroke-width: 4; stroke-linecap: round; }
.range.good { stroke: var(--good); } .point.good { fill: var(--good); }
.range.bad { stroke: var(--bad); } .point.bad { fill: var(--bad); }
.range.open { stroke: var(--open); } .point.open { fill: var(--open); }
.point { stroke: var(--card); stroke-width: 2; }
.band { opacity: .18; } .band.good { fill: var(--good); } .band.bad { fill: var(--bad); } .band.open { fill: var(--open); }
.course { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
.course.good { stroke: var(--good); } .course.bad { stroke: var(--bad); } .course.open { stroke: var(--open); }
.checks { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .5rem; }
.checks li { padding: .6rem .9rem; border: 1px solid var(--line); border-inline-start: 4px solid var(--open); border-radius: 8px; background: var(--card); overflow-wrap: anywhere; }
.checks .good { border-inline-start-color: var(--good); } .checks .bad { border-inline-start-color: var(--bad); } .checks .wait { border-inline-start-color: var(--wait); }
.actions { margin: 1rem 0 .5rem; padding: 0; display: grid; gap: .5rem; list-style: none; counter-reset: action; }
.actions li { position: relative; padding: .7rem 1rem .7rem 3rem; border: 1px solid var(--line); border-inline-start: 4px solid var(--open); border-radius: 8px; background: var(--card); overflow-wrap: anywhere; counter-increment: action; break-inside: avoid; }
.actions li::before { content: counter(action); position: absolute; inset-inline-start: 1rem; color: var(--soft); font-size: 1.1rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.actions .good { border-inline-start-color: var(--good); } .actions .wait { border-inline-start-color: var(--wait); }
.actions strong { font-weight: 600; } .actions p { margin: 0; } .actions p + p { margin-top: .25rem; }
.actions a { color: var(--bar); } .actions a:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
.actions code { color: var(--soft); font-size: .8125rem; }
.checks strong::after { content: ": "; }
details { margin-top: .75rem; font-size: .875rem; }
summary { cursor: pointer; color: var(--soft); }
summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
.scroll { overflow-x: auto; margin: .75rem 0; }
section > .scroll { padding: .4rem 1.1rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); text-align: start; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-weight: 500; }
tbody th { font-weight: 600; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
td:last-child, th:last-child { padding-inline-end: 0; }
article { margin: 1rem 0; padding: 1.25rem; }
article figure { border: 0; padding: 0; margin: 1.5rem 0; }
.verdict { margin: 1rem 0; padding: .9rem 1.1rem; border-radius: 10px; border-inline-start: 4px solid; overflow-wrap: anywhere; }
.verdict .headline { margin: 0; font-size: 1.1rem; font-weight: 650; }
.verdict p:last-child { color: var(--ink); margin-bottom: 0; max-width: 72ch; }
.verdict.good { background: var(--good-wash); color: var(--good); }
.verdict.bad { background: var(--bad-wash); color: var(--bad); }
.verdict.wait { background: var(--wait-wash); color: var(--wait); }
.arms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: .75rem; }
.arm { padding: .9rem 1.1rem; border: 1px solid var(--line); border-radius: 10px; }
article > .note { margin-top: 1rem; }
.arm dl { margin: .5rem 0 0; }
.arm dl > div { display: flex; justify-content: space-between; gap: 1rem; padding: .3rem 0; border-top: 1px solid var(--line); }
.arm dd { font-weight: 600; font-variant-numeric: tabular-nums; }
.tag { padding: .05rem .5rem; border-radius: 99px; background: var(--track); color: var(--soft); font-size: .75rem; font-weight: 500; }
@media (max-width: 30rem) {
  header, main { padding-inline: .9rem; }
  article { padding: 1rem; }
  .arm { padding: .8rem .9rem; }
  svg .detail { display: none; }
}
@media print { body { background: #fff; } figure, article, .tiles > div { break-inside: avoid; } }
`
