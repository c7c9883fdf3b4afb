/** A shop system with a detector of its own. */
export type Platform = 'shopify' | 'woocommerce' | 'adobe'

type Globals = Readonly<Record<string, unknown>>

/** True on pages of a Shopify storefront. Looks at names only, runs none of the page's code. */
export function isShopify(window: Window): boolean {
  return has(window, 'Shopify') || has(window, 'ShopifyAnalytics')
}

/** True on pages of a WordPress site with WooCommerce: it marks the body of every page. */
export function isWooCommerce(window: Window): boolean {
  return Boolean(
    has(window, 'wc_add_to_cart_params') ||
      has(window, 'woocommerce_params') ||
      window.document.querySelector('body[class*="woocommerce"],[data-block-name^="woocommerce/"]'),
  )
}

/** True on pages of Adobe Commerce and Magento: its data layer, Luma's scripts, or a Hyvä theme. */
export function isAdobe(window: Window): boolean {
  return Boolean(
    has(window, 'adobeDataLayer') ||
      has(window, 'magentoStorefrontEvents') ||
      has(window, 'hyva') ||
      window.document.querySelector('script[type="text/x-magento-init"],#product_addtocart_form'),
  )
}

/** The shop systems that this page is made by, in the order of precedence; mostly one or none. Cheap, and pure. */
export function detectPlatforms(window: Window): Platform[] {
  const found: Platform[] = []
  if (isShopify(window)) found.push('shopify')
  if (isWooCommerce(window)) found.push('woocommerce')
  if (isAdobe(window)) found.push('adobe')
  return found
}

function has(window: Window, name: string): boolean {
  try {
    return Boolean((window as unknown as Globals)[name])
  } catch {
    return false
  }
}
