import { useReorder } from '@endcap/react'

// The shop's own list, from its own API.
const PRODUCTS = [
  { id: 'teapot', title: 'Teapot' },
  { id: 'plate', title: 'Plate' },
  { id: 'mug', title: 'Mug' },
  { id: 'bowl', title: 'Bowl' },
]
const IDS = PRODUCTS.map(({ id }) => id)
const TITLES = new Map(PRODUCTS.map(({ id, title }) => [id, title]))

/** A list of the shop in the visitor's order. */
export function ProductShelf() {
  const { ids, list, select } = useReorder('home-shelf', IDS)
  return (
    <ul className="shelf" ref={list}>
      {ids.map((id) => (
        <li key={id} data-endcap-item={id}>
          <a href={`#${id}`} onClick={() => select(id)}>
            {TITLES.get(id)}
          </a>
        </li>
      ))}
    </ul>
  )
}
