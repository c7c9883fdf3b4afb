/**
 * Writes src/style/sheet.ts from src/style/endcap.css, so that the bundle carries the minified text and no build is needed
 * to run from source. `test/sheet.test.ts` compares.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const path = (name) => fileURLToPath(new URL(`../src/style/${name}`, import.meta.url))

/** The text of `sheet.ts` as it should be. */
export async function renderSheet() {
  const css = readFileSync(path('endcap.css'), 'utf8')
  const { code } = await transform(css, { loader: 'css', minify: true, target: 'chrome110' })
  // esbuild leaves the values of custom properties and what it does not know as they are written.
  const tight = code.trim().replace(/([,:]) | (\/|>=) |(?<=\)) (?=\))/g, '$1$2')
  const text = tight.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  return `// Made from endcap.css by scripts/sheet.mjs: edit that file and run \`node packages/widgets/scripts/sheet.mjs\`.

/** The widgets' style sheet, minified. */
export const SHEET = \`${text}\`
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(path('sheet.ts'), await renderSheet())
}
