import { expect, it, vi } from 'vitest'
import { type AddToCartDetail, offerToCart } from '../../src/view/index.js'

const OFFER = { id: 'mug', quantity: 2, placement: 'row' }

/** Offers on a card to the listeners of the page. */
function offer(...listeners: ((event: CustomEvent<AddToCartDetail>) => void)[]) {
  const card = document.createElement('div')
  const onResult = vi.fn()
  for (const listener of listeners) card.addEventListener('endcap:add-to-cart', listener as EventListener)
  return { isOffered: offerToCart(card, OFFER, onResult), onResult }
}
const settle = () => new Promise((resolve) => setTimeout(resolve))

it('counts as taken in the same task where nobody asks to wait', () => {
  const { isOffered, onResult } = offer()
  expect(isOffered).toBe(true)
  expect(onResult.mock.calls).toEqual([[true]])
})

it('says no more when a listener cancels', async () => {
  const { isOffered, onResult } = offer((event) => {
    event.preventDefault()
    event.detail.waitUntil(Promise.resolve())
  })
  await settle()
  expect(isOffered).toBe(false)
  expect(onResult).not.toHaveBeenCalled()
})

it.each([
  ['taken, once all who wait are done', () => Promise.resolve(), true],
  ['refused, when one of them is', () => Promise.reject(new Error('sold out')), false],
])('counts as %s', async (_, second, isTaken) => {
  let release = () => {}
  const first = new Promise<void>((resolve) => {
    release = resolve
  })
  const { onResult } = offer(
    ({ detail }) => detail.waitUntil(second()),
    ({ detail }) => detail.waitUntil(first),
  )
  if (isTaken) {
    await settle()
    expect(onResult).not.toHaveBeenCalled()
  }
  release()
  await settle()
  expect(onResult.mock.calls).toEqual([[isTaken]])
})
