const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text) => String(text).replace(/[&<>"]/g, (sign) => ENTITIES[sign])

/** Marks text as HTML that is already safe. */
export const raw = (text) => ({ raw: text })

function render(value) {
  if (value === null || value === undefined || value === false) return ''
  if (Array.isArray(value)) return value.map(render).join('')
  return typeof value === 'object' ? value.raw : escapeHtml(value)
}

/** A template of HTML: values are escaped, arrays joined, `false` and `undefined` left out. */
export const html = (strings, ...values) =>
  raw(strings.reduce((text, part, index) => text + render(values[index - 1]) + part))

/** A JSON data block: `<` is escaped so that no text in it can end the script element. */
export const jsonLd = (data) =>
  raw(`<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`)
