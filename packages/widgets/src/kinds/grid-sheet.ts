// Made from grid.css by scripts/sheet.mjs: edit that file and run `node packages/widgets/scripts/sheet.mjs`.

/** The minified text of grid.css. */
export const SHEET = `ul:where(.endcap-as-grid .endcap-track){display:grid;grid-template-columns:repeat(calc(var(--endcap-cols,var(--_cols,2))),minmax(0,1fr));overflow:visible;gap:calc(var(--_gap) * 1.5) var(--_gap)}li:where(.endcap-as-grid .endcap-item){width:auto}@container (width>=36rem){:where(.endcap-as-grid .endcap-track){--_cols:3}}@container (width>=60rem){:where(.endcap-as-grid .endcap-track){--_cols:4}}`
