// Made from recent.css by scripts/sheet.mjs: edit that file and run `node packages/widgets/scripts/sheet.mjs`.

/** The minified text of recent.css. */
export const SHEET = `button:where(.endcap-clear){visibility:visible;width:auto;border-color:#0000;border-radius:var(--endcap-radius,.5rem);padding:0 .5rem;font:inherit;font-size:.9em;text-decoration:underline}button:where(.endcap-clear[aria-disabled=true]){text-decoration:none}:where(.endcap-row>[role=status]){visibility:visible}`
