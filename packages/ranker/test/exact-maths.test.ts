import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/**
 * What every engine rounds alike, or where a whole number goes in and comes out. Everything else of `Math` may differ in the last
 * bit (ECMA-262, 21.3.2: "implementation-approximated").
 */
const EXACT = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc']
/** A power of two by a whole number is exact by the letter of no specification: each place says why it may stand. */
const POWERS = new Map([
  // The exponent is a whole number from 0 to 62, and every engine's `**` is exact there; the vectors and the bound hold it.
  ['packages/ranker/src/model/columns.ts', 1],
])

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** Besides the ranker: hashes, defaults and tables of core that scores go through. */
const FOLDERS = ['packages/ranker/src', 'packages/core/src']
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
)
/** The code of a source without its comments. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1')

const inexact = (code: string): string[] =>
  [...code.matchAll(/\bMath\b(?:\s*\??\.\s*(\w+))?/g)]
    .filter(([, name]) => !name || !EXACT.includes(name))
    .map(([text]) => text)

const powers = (code: string): number => code.match(/\*\*/g)?.length ?? 0

it.each(sources)('%s scores with what every engine rounds alike', (source) => {
  const code = codeOf(readFileSync(join(ROOT, source), 'utf8'))
  expect(inexact(code)).toEqual([])
  expect(powers(code)).toBeLessThanOrEqual(POWERS.get(source) ?? 0)
})

it('finds what is not exact', () => {
  expect(inexact('Math.exp(x) + Math?.pow(2, x) - Math[name](x) + Math.sqrt(x)')).toEqual([
    'Math.exp',
    'Math?.pow',
    'Math',
  ])
  expect(inexact('const { log } = Math')).toEqual(['Math'])
  expect(powers(codeOf('/** a ** b */ x ** y'))).toBe(1)
})
