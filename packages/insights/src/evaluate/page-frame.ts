import { createHash } from 'node:crypto'
import { type Html, html, trusted } from '../report/html.js'
import { STYLE } from '../report/style.js'

/** The page loads nothing and runs nothing; its one style sheet is allowed by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** What stands in the page of an evaluation. */
export interface Frame {
  readonly title: string
  /** Sample size and version, under the title. */
  readonly basis: string
  readonly warnings: readonly string[]
  /** Sections. */
  readonly body: Html
  readonly notes: readonly string[]
}

/** One HTML page: title, warnings, sections, notes. Everything that came from data is escaped. */
export function renderFrame({ title, basis, warnings, body, notes }: Frame): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Endcap: ${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<p class="brand">Endcap</p>
<h1>${title}</h1>
<p class="basis">${basis}</p>
</header>
<main>
${warnings.map((warning) => html`<div class="verdict wait"><p class="headline">${warning}</p></div>`)}
${body}<section aria-labelledby="notes">
<h2 id="notes">Notes</h2>
${notes.map((note) => html`<p class="note">${note}</p>`)}
</section>
</main>
</body>
</html>
`
  return page.markup
}
