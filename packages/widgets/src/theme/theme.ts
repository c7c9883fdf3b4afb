import { contrast } from './contrast.js'

export { SHEET } from './theme-sheet.js'

/** Custom properties by name. */
export type Tokens = Readonly<Record<string, string>>

/** Where themes have their main button, most telling first. */
const BUTTONS = [
  'form[action*=cart] :is(button,[type=submit]),[name=add],.add_to_cart_button',
  ':is(.btn,.button):is([class*=primary])',
  'main :is(button,[type=submit],.btn,.button)',
  ':is(button,[type=submit],.btn,.button)',
]
const HEADINGS = ['main h2', 'h2']
const LINKS = ['main :is(p,li) a[href]', 'main a[href]']
/** What Endcap drew itself, and what cannot be seen, is no theme. */
const OURS = '.endcap,[hidden],[disabled]'
/** How many elements of a kind are looked at, so that a page of any size costs the same. */
const MOST = 8
/** WCAG 2.2, 1.4.3: least contrast of text. */
const LEAST = 4.5

const CLEAR = 'rgba(0, 0, 0, 0)'

/** The first element of these kinds that `take` makes something of. */
function first<T>(selectors: readonly string[], take: (style: CSSStyleDeclaration, element: Element) => T | undefined) {
  for (const selector of selectors) {
    for (const element of [...document.querySelectorAll(selector)].slice(0, MOST)) {
      const found = element.closest(OURS) ? undefined : take(getComputedStyle(element), element)
      if (found) return found
    }
  }
  return undefined
}

/** What stands behind an element: the first opaque colour of it and its ancestors; undefined where that cannot be told. */
function backdrop(element: Element | null): string | undefined {
  for (let level = element; level; level = level.parentElement) {
    const { backgroundColor, backgroundImage } = getComputedStyle(level)
    if (backgroundImage !== 'none') return undefined
    if (backgroundColor !== CLEAR) return backgroundColor
  }
  return 'rgb(255, 255, 255)'
}

/**
 * What the page's own button, heading and link look like, as tokens; without those that cannot be read well: a pair of colours under the
 * contrast of 4.5, a background that is a picture. It only reads, in one go.
 */
export function sampleTheme(): Tokens {
  const button = first(
    BUTTONS,
    ({ backgroundColor, backgroundImage, color, borderTopLeftRadius, fontFamily, display }) =>
      display !== 'none' && backgroundImage === 'none' && contrast(backgroundColor, color) >= LEAST
        ? {
            '--endcap-button-background': backgroundColor,
            '--endcap-button-color': color,
            '--endcap-button-radius': borderTopLeftRadius,
            '--endcap-button-font': fontFamily,
          }
        : undefined,
  )
  const heading = first(HEADINGS, ({ fontFamily, fontSize, fontWeight, display }, { textContent }) =>
    display !== 'none' && textContent?.trim()
      ? {
          '--endcap-heading-font': fontFamily,
          '--endcap-heading-size': fontSize,
          '--endcap-heading-weight': fontWeight,
        }
      : undefined,
  )
  const link = first(LINKS, ({ color, backgroundColor, display }, element) =>
    display !== 'none' && backgroundColor === CLEAR && contrast(color, backdrop(element) ?? '') >= LEAST
      ? { '--endcap-accent': color }
      : undefined,
  )
  return { ...button, ...heading, ...link }
}

let sampled: Tokens | undefined
/** What brings the tokens of each element up to date. */
const appliers = new Set<() => void>()
/** Watches for what may change the colours of the page: another class or `data-theme` of the root or the body, another scheme. */
let isWatching = false

function watchColours(): void {
  if (isWatching) return
  isWatching = true
  const again = () => {
    sampled = undefined
    for (const apply of appliers) apply()
  }
  const observer = new MutationObserver(again)
  for (const node of [document.documentElement, document.body])
    observer.observe(node, { attributeFilter: ['class', 'data-theme', 'data-color-scheme'] })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again)
}

/**
 * Gives an element the tokens of the page's theme, but for those that the page sets itself, before cards are drawn in it. The page is
 * read once for all elements, and again when its colours may have changed. A heading in sight stays as it is: another font would move it.
 * Returns its stop; the tokens stay.
 */
export function applyTheme(host: HTMLElement, isInSight: (element: Element) => boolean): () => void {
  const own = new Set<string>()
  const hasHeading = !isInSight(host)
  const apply = () => {
    const tokens = (sampled ??= sampleTheme())
    const style = getComputedStyle(host)
    const accent = tokens['--endcap-accent']
    const isReadable = !accent || contrast(accent, backdrop(host) ?? '') >= LEAST
    const names = Object.keys(tokens).filter((name) => own.has(name) || !style.getPropertyValue(name).trim())
    // An empty value takes away what was set before.
    for (const name of new Set([...own, ...names])) {
      own.add(name)
      host.style.setProperty(name, name === '--endcap-accent' && !isReadable ? '' : (tokens[name] ?? ''))
    }
    host.classList.toggle('endcap-themed', hasHeading && !!tokens['--endcap-heading-size'])
  }
  watchColours()
  appliers.add(apply)
  apply()
  return () => void appliers.delete(apply)
}
