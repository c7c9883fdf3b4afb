/** The "Product Added" event as Segment, RudderStack and Jitsu name it in their e-commerce specifications. */
export const NAME = 'Product Added'

export const shape = ({ items, value, currency }) => ({
  value,
  currency,
  products: items.map((item) => ({
    product_id: item.item_id,
    name: item.item_name,
    category: item.item_category,
    price: item.price,
    quantity: item.quantity,
  })),
})
