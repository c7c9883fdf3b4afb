import { liteClient } from 'algoliasearch/lite'
import instantsearch from 'instantsearch.js'
import { relatedProducts } from 'instantsearch.js/es/widgets'

const search = instantsearch({ indexName: 'products', searchClient: liteClient('app', 'key') })
search.addWidgets([
  relatedProducts({
    container: '#related',
    objectIDs: ['p1'],
    templates: { item: (item, { html }) => html`<a href=${item.url}>${item.name}</a>` },
  }),
])
search.start()
