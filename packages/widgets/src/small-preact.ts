/**
 * The part of Preact's interface that the views use, for the script tag: `endcap.js` is built with this file in Preact's place,
 * because a page that only ever draws stateless rows should not pay 4.5 kB for hooks, contexts and classes. Applications
 * that import `@endcap/widgets` get Preact itself. The tests of the views run on both.
 */

type Component = (props: Record<string, unknown>) => unknown
type Props = Readonly<Record<string, unknown>>

/** An element that is wanted, or text. Components are called while their parent is read, so none is left here. */
interface Wanted {
  readonly type: string
  readonly props: Props
  readonly children: Wanted[]
  key: unknown
  node?: Element | Text
}

/** What `h` gives. */
interface VNode {
  readonly type: string | Component
  readonly props: Props
}

/** A text node's type: no element has an empty name. */
const TEXT = ''

/** Describes an element or a component. */
export function h(type: string | Component, props?: Props | null, ...children: unknown[]): VNode {
  return { type, props: { ...props, children } }
}

/** Its children, without an element around them. */
export const Fragment: Component = ({ children }) => children

/** Draws into an element that nobody else fills. Drawing again changes only what differs; nodes with a key keep their place. */
export function render(vnode: VNode, host: Element & { endcapDrawn?: Wanted[] }): void {
  const wanted: Wanted[] = []
  read(vnode, wanted)
  patch(host, host.endcapDrawn ?? [], wanted)
  host.endcapDrawn = wanted
}

/** Calls the components and lays lists, texts and gaps out as a flat list of what is wanted. */
function read(child: unknown, into: Wanted[]): void {
  if (Array.isArray(child)) for (const entry of child) read(entry, into)
  else if (typeof child === 'string' || typeof child === 'number') {
    into.push({ type: TEXT, props: { data: child }, children: [], key: undefined })
  } else if (child && typeof child === 'object') {
    const { type, props } = child as VNode
    if (typeof type === 'string') {
      const children: Wanted[] = []
      read(props['children'], children)
      into.push({ type, props, children, key: props['key'] })
    } else {
      const start = into.length
      read(type(props), into)
      // The key of a component is that of its element.
      for (const wanted of into.slice(start)) wanted.key ??= props['key']
    }
  }
}

/** Brings the children of a node from what was drawn to what is wanted. */
function patch(parent: Element, drawn: readonly Wanted[], wanted: readonly Wanted[]): void {
  const left = new Set(drawn)
  for (const next of wanted) {
    const { type, props, children, key } = next
    const old = drawn.find((entry) => left.has(entry) && entry.type === type && entry.key === key)
    left.delete(old as Wanted)
    const node = old?.node ?? (type ? document.createElement(type) : document.createTextNode(''))
    next.node = node
    if (node instanceof Element) {
      write(node, old?.props ?? {}, props)
      patch(node, old?.children ?? [], children)
    } else if (old?.props['data'] !== props['data']) node.data = props['data'] as string
  }
  for (const { node } of left) (node as Element).remove()
  wanted.forEach(({ node }, i) => {
    const place = parent.childNodes[i] as Node
    // Only what is out of place moves: a moved node loses its focus.
    if (node !== place) parent.insertBefore(node as Node, place)
  })
}

/** Sets the attributes and listeners that differ. As in Preact, `false` takes an attribute away, but for those of ARIA and data. */
function write(node: Element, old: Props, props: Props): void {
  for (const name in { ...old, ...props }) {
    const value = props[name]
    if (value === old[name] || name === 'children' || name === 'key') continue
    const attribute = name.toLowerCase()
    if (/^on/.test(name)) Object.assign(node, { [attribute]: value })
    else if (value === undefined || value === null || (value === false && name[4] !== '-'))
      node.removeAttribute(attribute)
    else node.setAttribute(attribute, value === true && name[4] !== '-' ? '' : `${value}`)
  }
}
