const COMPARE = {
  'price-up': (a, b) => a.dataset.price - b.dataset.price,
  'price-down': (a, b) => b.dataset.price - a.dataset.price,
  title: (a, b) => titleOf(a).localeCompare(titleOf(b), 'en-GB', { numeric: true }),
}
const titleOf = (card) => card.querySelector('.card-title').textContent

/** The sort control of a category. "Featured" is the order the list had before the first choice. */
export function startSort(select) {
  const list = document.querySelector('ul.grid')
  let featured
  select.addEventListener('change', () => {
    featured ??= [...list.children]
    const compare = COMPARE[select.value]
    list.replaceChildren(...(compare ? [...featured].sort(compare) : featured))
  })
}
