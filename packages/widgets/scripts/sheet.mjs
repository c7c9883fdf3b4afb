/**
 * Writes `name-sheet.ts` beside each `name.css` of a kind of widget or message and of the theme, and src/style/sheet.ts from src/style/endcap.css, so that the bundle
 * carries the minified text and no build is needed to run from source. `test/sheet.test.ts` compares.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const path = (name) => fileURLToPath(new URL(`../src/${name}`, import.meta.url))

/** The sheets: where each is, from `src`, and what is made of it. */
export const SHEETS = [
  { css: 'style/endcap.css', ts: 'style/sheet.ts' },
  { css: 'theme/theme.css', ts: 'theme/theme-sheet.ts' },
  ...['kinds', 'messages'].flatMap((folder) =>
    readdirSync(path(folder))
      .filter((file) => file.endsWith('.css'))
      .map((file) => ({ css: `${folder}/${file}`, ts: `${folder}/${file.replace('.css', '-sheet.ts')}` })),
  ),
]

/** The text that belongs into `ts`. */
export async function renderSheet({ css }) {
  const { code } = await transform(readFileSync(path(css), 'utf8'), {
    loader: 'css',
    minify: true,
    target: 'chrome110',
  })
  // esbuild leaves the values of custom properties and what it does not know as they are written.
  const tight = code.trim().replace(/([,:]) | (\/|>=|<) |(?<=\)) (?=\))/g, '$1$2')
  const text = tight.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  const name = css.slice(css.lastIndexOf('/') + 1)
  return `// Made from ${name} by scripts/sheet.mjs: edit that file and run \`node packages/widgets/scripts/sheet.mjs\`.

/** The minified text of ${name}. */
export const SHEET = \`${text}\`
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const sheet of SHEETS) writeFileSync(path(sheet.ts), await renderSheet(sheet))
}
