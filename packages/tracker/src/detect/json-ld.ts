import type { StartDetector } from './detector.js'
import { startScan } from './scan.js'
import { readThings } from './schema-page.js'

const BLOCKS = 'script[type*="ld+json" i]'

/** Products, lists and breadcrumbs of schema.org in JSON-LD. A block that is not JSON, even mended, is told once and left out. */
export const startJsonLd: StartDetector = (parts) => {
  const { env, fail } = parts
  const known = new WeakMap<Element, readonly [text: string, thing: unknown]>()

  function read(block: Element): unknown {
    const text = block.textContent ?? ''
    if (known.get(block)?.[0] !== text) known.set(block, [text, parse(text)])
    return known.get(block)?.[1]
  }

  function parse(text: string): unknown {
    try {
      // Comments and CDATA around it; control characters, which JSON forbids in strings; a comma before the end.
      const mended = text
        .replace(/^[\s/*]*(<!--|<!\[CDATA\[)[\s/*]*|[\s/*;]*(-->|\]\]>)?[\s/*;]*$/g, '')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: line breaks within strings, which JSON does not allow
        .replace(/[\0-\x1f]+/g, ' ')
      return text.trim() && JSON.parse(mended.replace(/,\s*([}\]])/g, '$1'))
    } catch (cause) {
      fail('json-ld', cause)
      return undefined
    }
  }

  return startScan(parts, 'json-ld', BLOCKS, () =>
    readThings([...env.window.document.querySelectorAll(BLOCKS)].map(read), env.window),
  )
}
