/** The overlay's style sheet. Nothing of the page reaches in: the host inherits nothing, and takes no part in the layout. */
export const OVERLAY_CSS = `
:host{all:initial!important;display:contents!important}
*{box-sizing:border-box;margin:0;padding:0}
.overlay{--bg:#fff;--text:#1b1c1f;--muted:#5d6068;--line:#e3e4e8;--soft:#f5f5f7;--accent:#1f5fbf;--good:#1a7440;--bad:#b3261e;--warn:#855400;
position:fixed;z-index:2147483647;inset:12px 12px 12px auto;width:min(30rem,calc(100vw - 24px));display:flex;flex-direction:column;overflow:hidden;
color-scheme:light dark;color:var(--text);background:var(--bg);border:1px solid var(--line);border-radius:12px;box-shadow:0 8px 40px #0003;
font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums;text-align:start;overflow-wrap:anywhere}
header{display:flex;align-items:center;gap:8px;padding:12px 12px 8px 16px}
h2{font-size:15px;white-space:nowrap}
h3{font-size:14px;font-weight:600}
h2 .muted{font-weight:400}
.muted,dt,[role=status]{color:var(--muted)}
.muted{white-space:pre-wrap;font-weight:400}
[role=status]{flex:1}
button{font:inherit;color:inherit;background:none;border:0;border-radius:8px;padding:6px 10px;min-height:32px;cursor:pointer;white-space:nowrap}
header button{border:1px solid var(--line)}
button:hover{background:var(--soft)}
:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
.tabs{display:flex;flex:none;overflow-x:auto;padding:0 8px;border-bottom:1px solid var(--line);scrollbar-width:none}
.tabs button{padding:8px;color:var(--muted);font-size:13px;border-bottom:2px solid transparent;border-radius:8px 8px 0 0}
.tabs [aria-selected=true]{color:var(--text);font-weight:600;border-color:var(--accent)}
.count{margin-inline-start:5px;padding:0 6px;border-radius:9px;background:var(--soft);color:var(--muted);font-size:12px;font-weight:400}
.panel{flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:8px 16px 16px}
ul{list-style:none}
li{padding:10px 0;border-bottom:1px solid var(--line)}
li:last-child{border:0}
.checks li,.events li{display:flex;gap:12px}
.checks p,.cards p,.events p{color:var(--muted)}
.sign{flex:none;width:20px;height:20px;border-radius:50%;text-align:center;font:700 12px/20px system-ui,sans-serif;color:var(--bg);background:var(--muted)}
.good .sign{background:var(--good)}
.bad .sign{background:var(--bad)}
.fix{margin-top:4px;padding-inline-start:10px;border-inline-start:2px solid var(--line)}
.checks .fix,.cards bdi{color:var(--text)}
time{flex:none;color:var(--muted);font-size:13px;line-height:20px}
.section{margin:16px 0 2px;padding-top:12px;border-top:1px solid var(--line);color:var(--muted);font-size:13px;font-weight:400}
.tag{float:inline-end;margin-inline-start:8px;padding:1px 8px;border-radius:10px;background:var(--soft);color:var(--muted);font-size:12px;font-weight:400}
.granted .tag{color:var(--good)}
.denied .tag,.cards .problem{color:var(--bad)}
.warn,.unknown .tag{color:var(--warn)}
.facts div{display:flex;justify-content:space-between;gap:16px;padding:3px 0}
.facts dd{text-align:end}
.facts dt{flex:none}
.tiles{display:grid;grid-template-columns:repeat(3,1fr);gap:8px;padding:8px 0}
.tiles div{display:flex;flex-direction:column-reverse;padding:10px 12px;border-radius:8px;background:var(--soft)}
.tiles dd{font-size:22px;line-height:1.2;font-weight:600}
.tiles dt{font-size:12px}
.note{margin:4px 0;color:var(--warn)}
.empty{padding:48px 24px;text-align:center;color:var(--muted)}
textarea{width:100%;height:12rem;margin:8px 0;padding:8px;border:1px solid var(--line);border-radius:8px;background:var(--soft);color:inherit;font:12px/1.4 ui-monospace,monospace;resize:vertical}
@media (max-width:40rem){
.overlay{inset:auto 0 0;width:auto;height:66vh;height:66dvh;border-width:1px 0 0;border-radius:16px 16px 0 0}
button{min-height:40px}
.panel{padding-bottom:calc(16px + env(safe-area-inset-bottom))}
}
@media (prefers-color-scheme:dark){
.overlay{--bg:#1c1d20;--text:#ececee;--muted:#a7aab2;--line:#36383d;--soft:#27292d;--accent:#8ab4f8;--good:#6fcf97;--bad:#ff9a90;--warn:#e6b660;box-shadow:0 8px 40px #000a}
}
@media (prefers-reduced-motion:no-preference){
.overlay{animation:in .16s ease-out}
@keyframes in{from{opacity:0;transform:translateY(8px)}}
}
@media print{.overlay{display:none}}
`
