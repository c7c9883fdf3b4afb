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
      return text.trim() ? JSON.parse(text) : undefined
    } catch {
      return mend(text)
    }
  }

  /** Without the comments and CDATA around it, control characters in strings, and a comma before an end. */
  function mend(text: string): unknown {
    const bare = text.replace(/<!\[CDATA\[|\]\]>/g, '').replace(/\p{Cc}+/gu, ' ')
    const json = bare.slice(bare.search(/[[{]/), Math.max(bare.lastIndexOf('}'), bare.lastIndexOf(']')) + 1)
    try {
      return JSON.parse(json.replace(/,\s*(?=[}\]])/g, ''))
    } catch (cause) {
      fail('json-ld', cause)
      return undefined
    }
  }

  return startScan(parts, 'json-ld', BLOCKS, () =>
    readThings([...env.window.document.querySelectorAll(BLOCKS)].map(read), env.window),
  )
}
