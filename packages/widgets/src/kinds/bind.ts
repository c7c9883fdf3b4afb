import { safeUrl } from '@endcap/client/view'
import { formatMoney } from '@endcap/core'

/** Attributes that may be bound on any element. What runs, styles, sends or loads is not among them, nor what Endcap reads itself. */
const ATTRIBUTE = /^(alt|title|class|lang|datetime|value|width|height|role|aria-[\w-]+|data-(?!endcap-)[\w-]+)$/
/** Addresses, and the only element on which each may be bound. */
const LINKS: Readonly<Record<string, string>> = { href: 'a', src: 'img' }
/** Paths that are amounts of money. */
const MONEY = /^(p|saleP|currentP)rice$/
/** Most entries that are drawn of a list. */
const MOST = 50

/** A value by its path, `rating.value` or `categories.0`, over own properties only. */
const read = (scope: unknown, path: string) =>
  path
    .split('.')
    .reduce(
      (value, name) =>
        typeof value === 'object' && value && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      scope,
    )

/** What is left of a value as text: of lists their texts, of other objects nothing. */
const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? value.filter((entry) => typeof entry === 'string').join(', ')
    : /^(st|nu)/.test(typeof value)
      ? `${value}`
      : ''

/** Calls `act` with each element that has a binding of this name, and what it says; the binding goes. */
function each(root: ParentNode, name: string, act: (element: Element, text: string) => void): void {
  const attribute = `data-endcap-${name}`
  for (const element of root.querySelectorAll(`[${attribute}]`)) {
    const text = element.getAttribute(attribute) as string
    // One that is within another was seen to with that.
    if (!root.contains(element as never)) continue
    element.removeAttribute(attribute)
    act(element, text.trim())
  }
}

/**
 * A copy of what a template holds, without its scripts and styles and without the bindings that are refused; `onRefused` hears of each.
 * The copy stays inert: it belongs to no page yet.
 */
export function prepare(template: HTMLTemplateElement, onRefused: (what: string) => void): DocumentFragment {
  const content = template.content.cloneNode(true) as DocumentFragment
  for (const element of content.querySelectorAll('script,style')) {
    element.remove()
    onRefused(`<${element.localName}>`)
  }
  each(content, 'attr', (element, text) => {
    const kept = text.split(/\s+/).filter((pair) => {
      const [name] = pair.split(':') as [string]
      const isAllowed = Object.hasOwn(LINKS, name) ? LINKS[name] === element.localName : ATTRIBUTE.test(name)
      if (!isAllowed) onRefused(`<${element.localName} data-endcap-attr="${pair}">`)
      return isAllowed
    })
    element.setAttribute('data-endcap-attr', kept.join(' '))
  })
  return content
}

/**
 * Writes what `scope` says into a copy of a prepared template: sets texts and attributes, repeats elements and takes them out. Amounts
 * are written in `currency`, for `locale`.
 */
export function bind(root: ParentNode, scope: unknown, currency: string, locale: string | undefined): void {
  each(root, 'each', (element, path) => {
    const list = read(scope, path)
    for (const value of Array.isArray(list) ? list.slice(0, MOST) : []) {
      const part = document.createDocumentFragment()
      part.append(element.cloneNode(true))
      bind(part, typeof value === 'object' ? value : { value }, currency, locale)
      element.before(part)
    }
    element.remove()
  })
  each(root, 'if', (element, path) => {
    const isNot = path[0] === '!'
    if (!read(scope, path.slice(+isNot)) !== isNot) element.remove()
  })
  each(root, 'text', (element, path) => {
    const value = read(scope, path)
    element.textContent =
      typeof value !== 'number'
        ? textOf(value)
        : MONEY.test(path)
          ? formatMoney(value, currency, locale)
          : value.toLocaleString(locale)
  })
  each(root, 'attr', (element, pairs) => {
    for (const pair of pairs.split(' ')) {
      const [name, path = ''] = pair.split(':') as [string, string?]
      const text = textOf(read(scope, path))
      const value = LINKS[name] ? safeUrl(text) : text
      // A picture without words says nothing; another attribute without a value is none.
      if (value || name === 'alt') element.setAttribute(name, value as string)
      else if (name) element.removeAttribute(name)
    }
  })
}
