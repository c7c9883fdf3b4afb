import { report } from '../report.js'
import { SHEET } from './sheet.js'

const adopted = new WeakSet<Document>()

/** Gives the document the widgets' style sheet, once. A constructed sheet passes the strictest CSP; older browsers need `endcap.css` linked. */
export function adoptStyle(target: Document = document): void {
  if (adopted.has(target)) return
  adopted.add(target)
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(SHEET)
    target.adoptedStyleSheets.push(sheet)
  } catch (cause) {
    report('internal', 'link endcap.css in the page', cause)
  }
}
