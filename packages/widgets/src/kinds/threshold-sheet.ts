// Made from threshold.css by scripts/sheet.mjs: edit that file and run `node packages/widgets/scripts/sheet.mjs`.

/** The minified text of threshold.css. */
export const SHEET = `:where(.endcap-gap){grid-column:1/-1}:where(.endcap-gap-text){height:1.5em;margin:0 0 .25rem;line-height:1.5;overflow:hidden}progress:where(.endcap-progress){display:block;width:100%;height:.75rem;accent-color:var(--endcap-accent,#2a7d46)}@container (width<24rem){:where(.endcap-gap-text){height:3em}}`
