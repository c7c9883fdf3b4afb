/** The overlay's style sheet. Nothing of the page reaches in: the host inherits nothing, and takes no part in the layout. */
export const OVERLAY_CSS = `
:host{all:initial!important;display:contents!important}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
.overlay{--bg:#fff;--text:#1b1c1f;--muted:#5d6068;--good:#1a7440;--bad:#b3261e;--warn:#855400;
position:fixed;z-index:2147483647;inset:12px 12px 12px auto;width:min(33rem,100vw - 24px);display:flex;flex-flow:column;overflow:hidden;
color-scheme:light dark;color:var(--text);background:var(--bg);border:1px solid #8884;border-radius:12px;box-shadow:0 8px 40px #0004;
font:14px/1.45 system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.head,.tabs,.checks li,.events li,.facts div{display:flex;gap:12px}
.head{align-items:center;gap:8px;padding:12px 12px 8px 16px}
.head div{flex:1}
h2,h3,[aria-selected=true]{font-weight:600}
.muted,p,dt,time,.tag,.count,.section,.tabs button{color:var(--muted);font-weight:400}
.fix,.cards bdi,.tabs [aria-selected=true]{color:var(--text);border-color:currentColor}
button{background:none;border:1px solid #8884;border-radius:8px;padding:6px 10px;cursor:pointer;white-space:nowrap}
button:hover,.tag,.count,.tiles div,textarea{background:#8882}
:focus-visible{outline:2px solid;outline-offset:-2px}
.tabs{flex:none;gap:0;overflow:auto hidden;padding:0 8px;border-bottom:1px solid #8884;scrollbar-width:none}
.tabs button{padding:8px;border:0;border-bottom:2px solid #0000;border-radius:0;font-size:13px}
.tag,.count{margin-inline-start:6px;padding:1px 7px;border-radius:10px;font-size:12px}
.tag{float:inline-end}
.panel{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:8px 16px 16px}
ul{list-style:none}
li{padding:10px 0}
li+li,.section{border-top:1px solid #8884}
time,.sign{flex:none}
.sign{width:20px;height:20px;border-radius:50%;text-align:center;font-size:12px;line-height:20px;color:var(--bg);background:var(--muted)}
.good .sign{background:var(--good)}
.bad .sign{background:var(--bad)}
.fix{margin-top:4px}
.section{padding-top:12px;font-size:13px}
.granted .tag{color:var(--good)}
.denied .tag,.problem{color:var(--bad)}
p.warn,.warn .tag,.unknown .tag{color:var(--warn)}
.facts div{justify-content:space-between;padding:3px 0}
.facts dd{text-align:end}
.tiles{display:grid;grid:auto/1fr 1fr 1fr;gap:8px;padding:8px 0}
.tiles div{padding:10px 12px;border-radius:8px}
.tiles dd{font-size:22px;font-weight:600}
.empty{padding:48px 24px;text-align:center}
textarea{width:100%;height:12rem;padding:8px;border:1px solid #8884;border-radius:8px}
@media (max-width:40rem){
.overlay{inset:auto 0 0;width:auto;height:66vh;border-radius:12px 12px 0 0}
button{min-height:40px}
}
@media (prefers-color-scheme:dark){
.overlay{--bg:#1c1d20;--text:#ececee;--muted:#a7aab2;--good:#6fcf97;--bad:#ff9a90;--warn:#e6b660}
}
@media (prefers-reduced-motion:no-preference){
.overlay{animation:in .16s}
@keyframes in{from{opacity:0;translate:0 8px}}
}
`
