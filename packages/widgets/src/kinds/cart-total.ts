import type { Client } from '@endcap/client'
import { currentPrice } from '@endcap/core'

/** Money of what the cart holds, as far as the catalogue knows its price; a line may name a variant. */
export function cartTotal(client: Pick<Client, 'catalogue' | 'product' | 'profile'>): number {
  const { products } = client.catalogue()
  return client.profile().cart.reduce((sum, { id, quantity }) => {
    const product =
      client.product(id) ?? products.find(({ variants }) => isList(variants) && variants.some((v) => v.id === id))
    const variant = isList(product?.variants) ? product?.variants?.find((entry) => entry.id === id) : undefined
    return product ? sum + quantity * (variant?.price ?? currentPrice(product)) : sum
  }, 0)
}

// The page reads the catalogue loosely.
const isList = Array.isArray
