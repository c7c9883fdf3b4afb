/** Shopify's Customer Privacy API, after shopify.dev/docs/api/customer-privacy. */

type Word = '' | 'yes' | 'no'
type Words = { analytics: Word; preferences: Word; marketing: Word; sale_of_data: Word }
type Done = (error?: unknown) => void

export interface FakeShopify {
  /** What `setTrackingConsent` does: keeps the words and tells what is allowed now. */
  choose(words: Partial<Words>): void
  /** The feature has been loaded, where the page has to ask for it. */
  finishLoading(error?: unknown): void
  /** Names of the features that were asked for. */
  readonly asked: string[]
}

export interface ShopifyOptions {
  /** The visitor is in a region where consent is required. */
  isRequired?: boolean
  /** Words of an earlier visit. */
  words?: Partial<Words>
  /** `loadFeatures` alone is there at first. */
  isLazy?: boolean
  /** An older API: tells what is allowed, and not what the visitor said. */
  isOld?: boolean
}

/** Puts `Shopify` on the page. */
export function installShopify(page: object, options: ShopifyOptions = {}): FakeShopify {
  const window = page as { document: EventTarget; Shopify?: Record<string, unknown> }
  const words: Words = { analytics: '', preferences: '', marketing: '', sale_of_data: '', ...options.words }
  const asked: string[] = []
  let done: Done[] = []

  const isAllowed = (name: keyof Words) => words[name] === 'yes' || (words[name] === '' && !options.isRequired)
  const customerPrivacy = {
    analyticsProcessingAllowed: () => isAllowed('analytics'),
    preferencesProcessingAllowed: () => isAllowed('preferences'),
    marketingAllowed: () => isAllowed('marketing'),
    saleOfDataAllowed: () => words.sale_of_data !== 'no',
    ...(!options.isOld && {
      currentVisitorConsent: () => ({ ...words }),
      shouldShowBanner: () => !!options.isRequired && words.analytics === '',
    }),
  }
  const shopify: Record<string, unknown> = { shop: 'shop.example', ...(!options.isLazy && { customerPrivacy }) }
  shopify.loadFeatures = (features: { name: string }[], callback: Done) => {
    asked.push(...features.map(({ name }) => name))
    done.push(callback)
  }
  window.Shopify = shopify

  return {
    asked,
    choose(update) {
      Object.assign(words, update)
      window.document.dispatchEvent(
        new CustomEvent('visitorConsentCollected', {
          detail: {
            analyticsAllowed: isAllowed('analytics'),
            preferencesAllowed: isAllowed('preferences'),
            marketingAllowed: isAllowed('marketing'),
            saleOfDataAllowed: words.sale_of_data !== 'no',
          },
        }),
      )
    },
    finishLoading(error) {
      if (!error) shopify.customerPrivacy = customerPrivacy
      for (const callback of done.splice(0)) callback(error)
      done = []
    },
  }
}
