import { expect, it } from 'vitest'
import { permute } from '../src/permute.js'

it.each([
  ['takes the wanted order when nothing is fixed', 'abcd', 'dcba', [], 'dcba'],
  ['leaves fixed positions and fills the others in wanted order', 'abcdef', 'fedcba', [0, 1], 'abfedc'],
  ['keeps everything when everything is fixed', 'abc', 'cba', [0, 1, 2], 'abc'],
  ['puts what is not wanted last, as it was', 'abcd', 'd', [], 'dabc'],
  ['leaves out what is not there', 'ab', 'xbya', [], 'ba'],
])('%s', (_, current, wanted, fixed, expected) => {
  expect(permute([...current], [...wanted], new Set(fixed)).join('')).toBe(expected)
})
