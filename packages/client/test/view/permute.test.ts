import { expect, it } from 'vitest'
import { permute } from '../../src/view/index.js'

it.each([
  ['takes the wanted order when nothing is fixed', 'abcd', 'dcba', '', 'dcba'],
  ['leaves fixed positions and fills the others in wanted order', 'abcdef', 'fedcba', 'ab', 'abfedc'],
  ['keeps everything when everything is fixed', 'abc', 'cba', 'abc', 'abc'],
  ['puts what is not wanted last, as it was', 'abcd', 'd', '', 'dabc'],
  ['leaves out what is not there', 'ab', 'xbya', '', 'ba'],
])('%s', (_, current, wanted, fixed, expected) => {
  expect(permute([...current], [...wanted], new Set(fixed)).join('')).toBe(expected)
})
