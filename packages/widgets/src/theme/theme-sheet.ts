// Made from theme.css by scripts/sheet.mjs: edit that file and run `node packages/widgets/scripts/sheet.mjs`.

/** The minified text of theme.css. */
export const SHEET = `h2:where(.endcap-themed .endcap-heading){font-family:var(--endcap-heading-font);font-size:var(--endcap-heading-size);font-weight:var(--endcap-heading-weight)}button:where(.endcap-atc:not(:disabled),.endcap-add-all){border-radius:var(--endcap-button-radius,var(--endcap-radius,.5rem));background:var(--endcap-button-background,none);color:var(--endcap-button-color,var(--endcap-accent,inherit));font-family:var(--endcap-button-font,inherit)}button:where(.endcap-atc:not(:disabled),.endcap-add-all):where(:hover){background:var(--endcap-button-background,var(--endcap-skeleton,#8882));box-shadow:inset 0 0 0 2px}`
