import { report } from '../report.js'
import { SHEET } from './sheet.js'

const adopted = new WeakMap<Document, Set<string>>()

/**
 * Gives the document the widgets' style sheet, or the one of a kind of widget, once. A constructed sheet passes the strictest CSP;
 * older browsers need `endcap.css` linked.
 */
export function adoptStyle(target: Document = document, text = SHEET): void {
  const known = adopted.get(target) ?? new Set()
  if (known.has(text)) return
  adopted.set(target, known.add(text))
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    target.adoptedStyleSheets.push(sheet)
  } catch (cause) {
    report('internal', 'link endcap.css in the page', cause)
  }
}
