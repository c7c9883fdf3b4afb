// Made from template.css by scripts/sheet.mjs: edit that file and run `node packages/widgets/scripts/sheet.mjs`.

/** The minified text of template.css. */
export const SHEET = `:where(.endcap-dismissed){visibility:hidden}:where(.endcap-dismissed [data-endcap-action=dismiss]){visibility:visible}`
