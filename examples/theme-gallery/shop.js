// The shop's own script: links keep the look of the page, switches act at once, members are known, and what is offered to the cart is taken.
const look = ['theme', 'dir', 'scheme'].map((key) => [key, new URLSearchParams(location.search).get(key)])

document.addEventListener(
  'click',
  ({ target }) => {
    const link = target.closest('main a[href]')
    if (!link) return
    const url = new URL(link.href)
    for (const [key, value] of look) if (value) url.searchParams.set(key, value)
    link.href = url
  },
  { capture: true },
)
document.querySelector('.switches').addEventListener('change', ({ currentTarget }) => currentTarget.submit())
document.querySelector('.buy').addEventListener('click', ({ target }) => {
  window.endcap?.track?.('add_to_cart', { items: [{ item_id: target.dataset.id, quantity: 1 }] })
})
const member = document.querySelector('#member')
if (member) {
  window.endcapQueue ??= []
  window.endcapQueue.push(['setMember', JSON.parse(member.textContent)])
}
document.addEventListener('endcap:add-to-cart', ({ detail }) => detail.waitUntil(Promise.resolve()))
