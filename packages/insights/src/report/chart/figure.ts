import { type Html, html } from '../html.js'

/** A chart with what makes it readable without seeing it. */
export interface Figure {
  /** Unique in the page. */
  readonly id: string
  readonly title: string
  /** What the picture shows, in a sentence. */
  readonly description: string
  /** Period and sample size. */
  readonly basis: string
  /** Height of the drawing in CSS pixels; its width is that of the page. */
  readonly heightPx: number
  /** Shapes: across in percent, down in pixels, so that text keeps its size on every screen. */
  readonly drawing: Html
  readonly table: Table
}

/** The same numbers as text. The first column names the row. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Draws a figure: caption, static SVG with title and description, and the data as a table to open. */
export function renderFigure({ id, title, description, basis, heightPx, drawing, table }: Figure): Html {
  return html`<figure>
<figcaption><strong>${title}</strong> <span class="basis">${basis}</span></figcaption>
<svg role="img" aria-labelledby="${id}-title ${id}-desc" width="100%" height="${heightPx}"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>${drawing}</svg>
<details><summary>Show the numbers</summary>${renderTable(table, title)}</details>
</figure>`
}

/** A table that scrolls by itself on a narrow screen; numbers stand right. */
export function renderTable({ columns, rows }: Table, caption: string): Html {
  const heads = columns.map(
    (column, index) => html`<th scope="col"${index > 0 && html` class="number"`}>${column}</th>`,
  )
  const body = rows.map(([head = '', ...cells]) => {
    return html`<tr><th scope="row"><bdi>${head}</bdi></th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`
  })
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>`
}
