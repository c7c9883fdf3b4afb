import { SnowplowElementTrackingPlugin, startElementTracking } from '@snowplow/browser-plugin-element-tracking'
import { SnowplowEcommercePlugin, trackAddToCart } from '@snowplow/browser-plugin-snowplow-ecommerce'
import { newTracker } from '@snowplow/browser-tracker'

export function start(collector) {
  newTracker('bench', collector, {
    appId: 'bench-shop',
    plugins: [SnowplowEcommercePlugin(), SnowplowElementTrackingPlugin()],
  })
  // Endcap watches marked elements unasked.
  startElementTracking({ elements: { name: 'product', selector: '[data-product]' } })
  return (cart) => trackAddToCart(cart)
}

/** The e-commerce plugin's cart: each product becomes an entity of the event. */
export const shape = ({ items, value, currency }) => ({
  total_value: value,
  currency,
  products: items.map((item) => ({
    id: item.item_id,
    name: item.item_name,
    category: item.item_category,
    price: item.price,
    quantity: item.quantity,
    currency,
  })),
})
