import { askBoth, PENDING, type Said } from './answer.js'
import { attempt } from './attempt.js'
import type { StartConsentSource } from './source.js'

/** What is used of Shopify's Customer Privacy API (shopify.dev/docs/api/customer-privacy). */
interface CustomerPrivacy {
  analyticsProcessingAllowed?(): boolean
  preferencesProcessingAllowed?(): boolean
  /** `yes`, `no`, or empty where the visitor said neither. */
  currentVisitorConsent?(): Readonly<Record<string, string | undefined>> | undefined
  /** True where consent is required here and was not given or refused. */
  shouldShowBanner?(): boolean
}

interface ShopifyWindow {
  readonly Shopify?: {
    readonly customerPrivacy?: CustomerPrivacy
    loadFeatures?(features: readonly object[], done: (error?: unknown) => void): void
  }
}

/** What is allowed, as the event tells it. */
type Collected = Readonly<Record<string, boolean | undefined>>

/**
 * Shopify's Customer Privacy API. What is allowed where nobody was asked is no choice, and not even that while the banner is
 * due: the platform says true too early (github.com/Shopify/hydrogen/issues/3752). Where the API is absent and the platform
 * offers to load it, it is asked to, which fetches the platform's own script; that is the one request that this may cause.
 */
export const startShopify: StartConsentSource = ({ window, listen, answer }) => {
  const shopify = () => (window as ShopifyWindow).Shopify
  let stopped = false

  /** `collected`: the visitor has spoken, and this is allowed now. */
  function read(collected?: Collected): void {
    if (stopped) return
    const api = shopify()?.customerPrivacy
    const said = attempt(() => api?.currentVisitorConsent?.())
    const isAsking = attempt(() => api?.shouldShowBanner?.())
    const ask = (name: 'analytics' | 'preferences'): Said => {
      const isAllowed = collected?.[`${name}Allowed`] ?? attempt(() => api?.[`${name}ProcessingAllowed`]?.())
      const word = said?.[name]
      // Without the visitor's own word, an event is what tells a choice.
      if (word || (collected && !said && isAllowed !== undefined)) {
        return [word !== 'no' && isAllowed !== false ? 'granted' : 'denied', true]
      }
      // Not allowed, and nobody said no: the visitor is still to be asked.
      return isAllowed === undefined ? [] : [isAllowed && !isAsking ? 'granted' : 'unknown']
    }
    answer(askBoth(ask, 'analytics', 'preferences') ?? (api && PENDING))
  }

  const unlisten = listen<CustomEvent<Collected | null>>(window.document, 'visitorConsentCollected', ({ detail }) =>
    read(detail ?? {}),
  )
  const { customerPrivacy, loadFeatures } = shopify() ?? {}
  if (customerPrivacy || !loadFeatures) read()
  else {
    answer(PENDING)
    attempt(() =>
      shopify()?.loadFeatures?.([{ name: 'consent-tracking-api', version: '0.1' }], (error) => error || read()),
    )
  }
  return () => {
    stopped = true
    unlisten()
  }
}
