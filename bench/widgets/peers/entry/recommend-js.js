import recommend from '@algolia/recommend'
import { relatedProducts } from '@algolia/recommend-js'

relatedProducts({
  container: '#related',
  recommendClient: recommend('app', 'key'),
  indexName: 'products',
  objectIDs: ['p1'],
  itemComponent: ({ item, createElement }) => createElement('a', { href: item.url }, item.name),
})
