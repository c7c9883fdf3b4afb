/**
 * Watches every way of a page to keep something or to talk to someone. Bundled, and run before any script of the page; notes
 * go to `window.uses`, a list in memory. `instrument` itself keeps and sends nothing.
 */

/** One call that was seen. `reads` keep nothing and send nothing. */
export interface Use {
  readonly kind: 'write' | 'read' | 'network'
  /** `Storage.setItem`, `fetch`, `img.src`… */
  readonly api: string
  /** Key, address or name, as far as there is one. */
  readonly detail: string
}

type Host = Record<PropertyKey, unknown>
// biome-ignore lint/suspicious/noExplicitAny: takes the place of functions of every shape
type AnyFunction = (...args: any[]) => unknown

/** Members of prototypes, by what a call of them does. `cookie=` is the setter of a property. */
const MEMBERS: Readonly<Record<Use['kind'], Readonly<Record<string, string>>>> = {
  write: {
    Storage: 'setItem removeItem clear',
    Document: 'cookie=',
    CookieStore: 'set delete',
    IDBFactory: 'open deleteDatabase',
    IDBDatabase: 'createObjectStore deleteObjectStore',
    IDBObjectStore: 'put add delete clear',
    IDBCursor: 'update delete',
    CacheStorage: 'open delete',
    Cache: 'put add addAll delete',
    StorageManager: 'getDirectory persist',
    StorageBucketManager: 'open delete',
    BroadcastChannel: 'postMessage',
    LockManager: 'request',
  },
  read: {
    Storage: 'getItem key',
    CookieStore: 'get getAll',
    IDBFactory: 'databases',
    IDBObjectStore: 'get getAll getKey getAllKeys count openCursor',
    CacheStorage: 'match keys has',
  },
  network: {
    Navigator: 'sendBeacon',
    XMLHttpRequest: 'open send',
    ServiceWorkerContainer: 'register',
    HTMLFormElement: 'submit requestSubmit',
    HTMLImageElement: 'src= srcset=',
    HTMLScriptElement: 'src=',
    HTMLLinkElement: 'href=',
    HTMLIFrameElement: 'src= srcdoc=',
    HTMLMediaElement: 'src=',
    HTMLObjectElement: 'data=',
    HTMLEmbedElement: 'src=',
    HTMLSourceElement: 'src= srcset=',
  },
}
/** Functions and constructors of the window. */
const GLOBALS = {
  fetch: 'fetchLater open',
  constructors: 'WebSocket EventSource RTCPeerConnection WebTransport Worker SharedWorker Image Audio FontFace',
}
/** Elements that load something when they come into the document. */
const LOADERS = 'SCRIPT LINK IMG IFRAME OBJECT EMBED VIDEO AUDIO SOURCE'.split(' ')
const INSERTS = {
  Node: 'appendChild insertBefore replaceChild',
  Element: 'append prepend before after replaceWith replaceChildren insertAdjacentElement',
  DocumentFragment: 'append prepend replaceChildren',
}

/** Puts the watch on a window. Answers the list of what was seen. */
export function instrument(window: Host): Use[] {
  const uses: Use[] = []
  const note = (kind: Use['kind'], api: string, detail: unknown = '') => {
    uses.push({ kind, api, detail: String(detail).slice(0, 200) })
  }
  const prototypeOf = (name: string) => (window[name] as { prototype?: Host } | undefined)?.prototype

  /** Wraps a function or a setter of an object; what the browser does not have cannot be used. */
  function wrap(host: Host | undefined, name: string, tell: (args: unknown[], self: unknown) => void): void {
    const isSetter = name.endsWith('=')
    const key = isSetter ? name.slice(0, -1) : name
    const found = host && Object.getOwnPropertyDescriptor(host, key)
    const original = (isSetter ? found?.set : found?.value) as AnyFunction | undefined
    if (!host || !found || !original) return
    function wrapped(this: unknown, ...args: unknown[]) {
      tell(args, this)
      return Reflect.apply(original as AnyFunction, this, args)
    }
    Object.defineProperty(host, key, isSetter ? { ...found, set: wrapped } : { ...found, value: wrapped })
  }

  for (const kind of ['write', 'read', 'network'] as const) {
    for (const [owner, names] of Object.entries(MEMBERS[kind])) {
      for (const name of names.split(' '))
        wrap(prototypeOf(owner), name, ([first]) => note(kind, `${owner}.${name}`, first))
    }
  }
  wrap(window, 'fetch', ([input, init]) => {
    const { method, url, credentials } = new (window.Request as typeof Request)(input as string, init as RequestInit)
    note('network', 'fetch', `${method} ${credentials} ${url}`)
  })
  for (const name of GLOBALS.fetch.split(' ')) wrap(window, name, ([first]) => note('network', name, first))
  for (const name of GLOBALS.constructors.split(' ')) {
    const original = window[name] as (new (...args: unknown[]) => object) | undefined
    if (!original) continue
    window[name] = new Proxy(original, {
      construct(target, args, newTarget) {
        note('network', `new ${name}`, args[0])
        return Reflect.construct(target, args, newTarget)
      },
    })
  }

  const loads = (value: unknown) =>
    value instanceof (window.Element as typeof Element) && LOADERS.includes(value.tagName)
  for (const [owner, names] of Object.entries(INSERTS)) {
    for (const name of names.split(' ')) {
      wrap(prototypeOf(owner), name, (args) => {
        for (const value of args.filter(loads)) note('network', `insert ${(value as Element).tagName}`)
      })
    }
  }
  wrap(prototypeOf('Element'), 'setAttribute', ([name, value], self) => {
    if (loads(self) && /^(src|srcset|href|data)$/i.test(String(name))) note('network', 'setAttribute', value)
  })

  // `localStorage.key = value` goes past the prototype.
  for (const area of ['localStorage', 'sessionStorage']) {
    const storage = window[area] as Storage
    const proxy = new Proxy(storage, {
      get(target, key) {
        const value = Reflect.get(target, key, target)
        if (typeof value === 'function') return (...args: unknown[]) => Reflect.apply(value, target, args)
        if (key !== 'length' && typeof key === 'string') note('read', `${area}[]`, key)
        return value
      },
      set(target, key, value) {
        note('write', `${area}[]`, key)
        return Reflect.set(target, key, value, target)
      },
      deleteProperty(target, key) {
        note('write', `delete ${area}[]`, key)
        return Reflect.deleteProperty(target, key)
      },
    })
    Object.defineProperty(window, area, { configurable: true, get: () => proxy })
  }

  let name = String(window.name ?? '')
  Object.defineProperty(window, 'name', {
    configurable: true,
    get: () => name,
    set(value) {
      note('write', 'window.name', value)
      name = String(value)
    },
  })
  return uses
}
