import { EndcapError } from '@endcap/core'
import { XMLParser } from 'fast-xml-parser'
import type { FeedTable } from './read-feed.js'

/** An element: a text, or its children by name without prefix; of several with one name the first counts. */
type Element = string | { readonly [name: string]: unknown } | undefined

/**
 * Reads the items of an RSS 2.0 feed, or the entries of an Atom feed, as a table: `g:price` and `price` are one name. Entities beyond
 * XML's own are left as they stand. Throws `file-unreadable` for what is neither.
 */
export function readXml(text: string, path: string): FeedTable {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    trimValues: true,
  })
  let root: Record<string, Element>
  try {
    root = parser.parse(text)
  } catch (error) {
    throw new EndcapError('file-unreadable', `${path}: ${(error as Error).message}`, error)
  }
  const channel = child(child(root.rss ?? root.RDF, 'channel') ?? root.feed, undefined)
  const items = listOf(channel?.item ?? channel?.entry ?? (root.RDF as { item?: unknown } | undefined)?.item)
  if (items.length === 0)
    throw new EndcapError('file-unreadable', `${path}: neither RSS with items nor Atom with entries`)
  const header = [...new Set(items.flatMap((item) => Object.keys(item)))].filter((name) => !name.startsWith('@'))
  return {
    header,
    rows: items.map((item, index) => ({
      record: header.map((name) => textOf(item[name])),
      place: `item ${index + 1}`,
    })),
  }
}

function child(parent: unknown, name: string | undefined): Record<string, unknown> | undefined {
  const value = name === undefined ? parent : (parent as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}

function listOf(value: unknown): Record<string, unknown>[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
}

/** The text of an element, or the address of Atom's `<link href>`. */
function textOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? (value.find((link) => link?.['@rel'] === 'alternate') ?? value[0]) : value
  if (typeof first === 'string') return first
  const { '#text': text, '@href': href } = (first ?? {}) as { '#text'?: string; '@href'?: string }
  return text ?? href
}
