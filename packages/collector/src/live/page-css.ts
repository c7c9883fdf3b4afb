/** The live view's style: light and dark by the system's choice; on a phone each row becomes a card. */
export const LIVE_CSS = `:root {
  color-scheme: light dark;
  --back: light-dark(#f6f6f3, #16181b);
  --card: light-dark(#ffffff, #1f2226);
  --line: light-dark(#e3e3de, #31353a);
  --text: light-dark(#1d2023, #e9eaec);
  --soft: light-dark(#676c72, #9aa0a7);
  --accent: light-dark(#1f5fbf, #7fb0ff);
  font: 15px/1.45 system-ui, sans-serif;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 76rem; padding: 0 1rem 3rem; background: var(--back); color: var(--text); }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center;
  padding: 1rem 0; background: var(--back); }
h1 { margin: 0; font-size: 1.25rem; letter-spacing: -.01em; }
#state { flex: 1; margin: 0; color: var(--soft); }
#state::before { content: ''; display: inline-block; width: .6em; height: .6em; margin-inline-end: .45em;
  border-radius: 50%; background: var(--soft); }
#state[data-on]::before { background: #2ea05a; animation: breathe 2s infinite; }
@keyframes breathe { 50% { opacity: .35; } }
@media (prefers-reduced-motion: reduce) { #state::before, tbody tr { animation: none !important; } }
button, input { min-height: 2.25rem; padding: 0 .9rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--card); color: inherit; font: inherit; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#pause[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--back); }
#login { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 0 0 1rem; padding: 1rem;
  border: 1px solid var(--line); border-radius: .75rem; background: var(--card); }
#login input { flex: 1; min-width: 12rem; }
#counts { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0 0 1rem; padding: 0; list-style: none; }
#counts b { margin-inline-start: .4em; font-variant-numeric: tabular-nums; }
.chip { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .85rem; white-space: nowrap;
  background: light-dark(hsl(var(--hue) 60% 92%), hsl(var(--hue) 35% 22%));
  color: light-dark(hsl(var(--hue) 70% 24%), hsl(var(--hue) 70% 82%)); }
.view { --hue: 212; } .list { --hue: 265; } .cart { --hue: 32; } .order { --hue: 145; } .test { --hue: 325; }
.person { --hue: 185; } .else { --hue: 60; }
main { border: 1px solid var(--line); border-radius: .75rem; background: var(--card); overflow: hidden; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .45rem .75rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-size: .8rem; font-weight: 600; color: var(--soft); }
td { overflow-wrap: anywhere; }
td:first-child, td.visitor { font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--soft); }
tbody tr { animation: arrive 1.2s ease-out; }
@keyframes arrive { from { background: light-dark(#fff6d6, #3a3522); } }
#empty { margin: 0; padding: 2rem 1rem; text-align: center; color: var(--soft); }
@media (max-width: 42rem) {
  thead { display: none; }
  tbody tr { display: flex; flex-wrap: wrap; gap: .1rem .75rem; padding: .6rem .75rem;
    border-bottom: 1px solid var(--line); }
  td { order: 2; padding: 0; border: 0; }
  td:nth-child(-n+2), td.visitor { order: 1; }
  td:empty { display: none; }
  td.items, td.page { flex-basis: 100%; }
  td.page { order: 3; color: var(--soft); font-size: .85rem; }
}
`
