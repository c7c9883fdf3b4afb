/** Markup that may stand in a page as it is. Only {@link html} and {@link trusted} make it. */
export interface Html {
  readonly markup: string
}

/** What may be put into markup: text is escaped, markup is kept, lists are joined, nothing stays nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined | false

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it may stand in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}

/** Template tag: whatever is put in is escaped, unless it is markup already. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: parts.reduce((text, part, index) => text + toMarkup(values[index - 1]) + part) }
}

/** Declares constant text of this package, never data, as markup. */
export function trusted(markup: string): Html {
  return { markup }
}

function toMarkup(value: HtmlValue): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}
