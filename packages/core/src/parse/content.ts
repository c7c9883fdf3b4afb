import { CONTENT_KINDS, type ContentEntry } from '../content.js'
import type { Problem } from '../error.js'
import { list, note, number, object, oneOf, type Reader, text } from './read.js'

const short = text(256)
const url = text(2048, 1)

const entry: Reader<ContentEntry> = object<ContentEntry>(
  {
    id: text(100, 1),
    kind: oneOf(CONTENT_KINDS),
    title: text(1024, 1),
    url,
    image: url,
    categories: list(short, 10),
    brand: short,
    tags: list(short, 50),
    products: list(text(128, 1), 200),
    publishedAt: text(40),
    minutes: number(0, 1e4),
  },
  ['id', 'kind', 'title', 'url'],
)

/** Reads the entries of a catalogue beside its products: bad ones are left out and named. Of two with one id the first stays. */
export function readContent(value: unknown, path: string, problems: Problem[]): ContentEntry[] {
  if (!Array.isArray(value)) {
    note(problems, 'type-wrong', path, 'expected array')
    return []
  }
  const read: ContentEntry[] = []
  const known = new Set<string>()
  value.forEach((each: unknown, i) => {
    const own: Problem[] = []
    const found = entry(each, `${path}/${i}`, own)
    if (own.length > 0 || !found) problems.push(...own)
    else if (known.has(found.id)) note(problems, 'id-duplicate', `${path}/${i}/id`, found.id)
    else {
      known.add(found.id)
      read.push(found)
    }
  })
  return read
}
