import { expect, it } from 'vitest'
import { srcset } from '../src/kinds/srcset.js'

it.each([
  ['https://cdn.shopify.com/s/files/1/a.jpg?v=2', 'https://cdn.shopify.com/s/files/1/a.jpg?v=2&width=200 200w'],
  ['//shop.example/cdn/shop/files/a.jpg', '//shop.example/cdn/shop/files/a.jpg?width=200 200w'],
  [
    'https://cdn11.bigcommerce.com/s-x/images/stencil/500x659/products/1/a.jpg?c=2',
    'https://cdn11.bigcommerce.com/s-x/images/stencil/200w/products/1/a.jpg?c=2 200w',
  ],
  [
    'https://res.cloudinary.com/demo/image/upload/v1/a.jpg',
    'https://res.cloudinary.com/demo/image/upload/c_limit%2Cf_auto%2Cq_auto%2Cw_200/v1/a.jpg 200w',
  ],
  ['https://x.imgix.net/a.jpg', 'https://x.imgix.net/a.jpg?auto=format%2Ccompress&w=200 200w'],
  ['https://i0.wp.com/shop.example/a.jpg', 'https://i0.wp.com/shop.example/a.jpg?w=200 200w'],
])('resizes %s', (url, first) => {
  const entries = srcset(url)?.split(', ') ?? []
  expect(entries[0]).toBe(first)
  expect(entries.map((entry) => entry.split(' ')[1])).toEqual(['200w', '400w', '600w', '800w'])
})

it.each([
  'https://shop.example/a.jpg',
  '/a.jpg',
  'https://evil.example/?https://x.imgix.net/a.jpg',
  'https://cdn.shopify.com/s/files/a b.jpg',
  'javascript:alert(1)',
])('leaves %s alone', (url) => {
  expect(srcset(url)).toBeUndefined()
})
