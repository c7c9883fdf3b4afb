import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './html.js'
import { STYLE } from './style.js'

/** The page loads nothing and runs nothing; its one style sheet is allowed by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** What stands in a page. */
export interface Frame {
  /** Of the window. */
  readonly title: string
  readonly heading: string
  /** What the page rests on (period, sample, version), under the heading. */
  readonly basis: string
  readonly main: Html
}

/** One HTML page that needs no network and no script. Everything that came from data is escaped. */
export function renderFrame({ title, heading, basis, main }: Frame): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<p class="brand">Endcap</p>
<h1>${heading}</h1>
<p class="basis">${basis}</p>
</header>
<main>
${main}</main>
</body>
</html>
`
  return page.markup
}
