/**
 * Uses every way of a page to keep or to send something, in the page: what the watch does not see of it, it would not see of
 * Endcap. Answers the names of what this browser has. `files` is an address of the static files' server.
 */
export async function useEverything(files: string): Promise<string[]> {
  const used: string[] = []
  /** A name of a class or function that is not there cannot be used. */
  async function use(api: string, task: () => unknown, needs = api.split('.')[0]!): Promise<void> {
    if (!(needs in window)) return
    used.push(api)
    try {
      await task()
    } catch {
      // Blocked or wrong: the attempt is what counts.
    }
  }
  const done = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const named = (name: string) => (window as never as Record<string, (...args: unknown[]) => unknown>)[name]!
  const buckets = (navigator as never as Record<string, Record<string, (name: string) => unknown>>).storageBuckets
  const cookies = named('cookieStore') as never as Record<string, (name?: unknown, value?: unknown) => unknown>

  await use('Storage.setItem', () => localStorage.setItem('a', '1'))
  await use('Storage.getItem', () => localStorage.getItem('a'))
  await use('Storage.key', () => localStorage.key(0))
  await use('Storage.removeItem', () => sessionStorage.removeItem('a'))
  await use('Storage.clear', () => sessionStorage.clear())
  for (const area of ['localStorage', 'sessionStorage'] as const) {
    await use(
      `${area}[]`,
      () => {
        window[area].b = window[area].a
      },
      area,
    )
    await use(`delete ${area}[]`, () => delete window[area].b, area)
  }
  await use('window.name', () => {
    window.name = 'x'
  })
  await use('Document.cookie=', () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the way that is to be seen
    document.cookie = 'a=1'
  })
  await use('CookieStore.set', () => cookies.set!('b', '1'))
  await use('CookieStore.get', () => cookies.get!('b'))
  await use('CookieStore.getAll', () => cookies.getAll!())
  await use('CookieStore.delete', () => cookies.delete!('b'))

  const open = indexedDB.open('everything')
  open.onupgradeneeded = () => {
    open.result.createObjectStore('store')
    open.result.createObjectStore('gone')
    open.result.deleteObjectStore('gone')
  }
  used.push('IDBFactory.open', 'IDBDatabase.createObjectStore', 'IDBDatabase.deleteObjectStore')
  const store = (await done(open)).transaction('store', 'readwrite').objectStore('store')
  await use('IDBObjectStore.put', () => done(store.put(1, 'a')))
  await use('IDBObjectStore.add', () => done(store.add(2, 'b')))
  await use('IDBObjectStore.get', () => done(store.get('a')))
  await use('IDBObjectStore.getAll', () => done(store.getAll()))
  await use('IDBObjectStore.getKey', () => done(store.getKey('a')))
  await use('IDBObjectStore.getAllKeys', () => done(store.getAllKeys()))
  await use('IDBObjectStore.count', () => done(store.count()))
  await use('IDBObjectStore.openCursor', async () => {
    const cursor = await done(store.openCursor())
    await done(cursor!.update(3))
    await done(cursor!.delete())
  })
  used.push('IDBCursor.update', 'IDBCursor.delete')
  await use('IDBObjectStore.delete', () => done(store.delete('b')))
  await use('IDBObjectStore.clear', () => done(store.clear()))
  await use('IDBFactory.databases', () => indexedDB.databases())
  await use('IDBFactory.deleteDatabase', () => {
    indexedDB.deleteDatabase('everything')
  })

  await use('CacheStorage.open', async () => {
    const cache = await caches.open('a')
    await cache.put(`${files}/x`, new Response('x'))
    await cache.delete(`${files}/x`)
    await cache.add(`${files}/config.json`)
    await cache.addAll([`${files}/config.json`])
  })
  if ('Cache' in window) used.push('Cache.put', 'Cache.delete', 'Cache.add', 'Cache.addAll')
  await use('CacheStorage.match', () => caches.match('x'))
  await use('CacheStorage.keys', () => caches.keys())
  await use('CacheStorage.has', () => caches.has('a'))
  await use('CacheStorage.delete', () => caches.delete('a'))
  await use('StorageManager.getDirectory', () => navigator.storage.getDirectory())
  await use('StorageManager.persist', () => navigator.storage.persist())
  await use('StorageBucketManager.open', () => buckets?.open?.('a'))
  await use('StorageBucketManager.delete', () => buckets?.delete?.('a'))
  await use('BroadcastChannel.postMessage', () => new BroadcastChannel('a').postMessage(1))
  await use('LockManager.request', () => navigator.locks.request('a', () => {}))

  await use('fetch', () => fetch(`${files}/with-cookies`, { credentials: 'include' }))
  await use('fetchLater', () => named('fetchLater')(`${files}/later`))
  await use('Navigator.sendBeacon', () => navigator.sendBeacon(`${files}/beacon`, 'x'))
  await use('XMLHttpRequest.open', () => {
    const request = new XMLHttpRequest()
    request.open('GET', `${files}/xhr`)
    request.send()
  })
  used.push('XMLHttpRequest.send')
  for (const name of [
    'WebSocket',
    'EventSource',
    'WebTransport',
    'Worker',
    'SharedWorker',
    'FontFace',
    'Image',
    'Audio',
    'RTCPeerConnection',
  ]) {
    await use(
      `new ${name}`,
      () => Reflect.construct(named(name), name === 'RTCPeerConnection' ? [] : [`${files}/${name}`, 'url(x)']),
      name,
    )
  }
  await use('ServiceWorkerContainer.register', () => navigator.serviceWorker.register('/worker.js'))
  await use('open', () => (window.open('about:blank') as Window | null)?.close())

  const loaders: [string, string, string][] = [
    ['img', 'src', 'HTMLImageElement'],
    ['img', 'srcset', 'HTMLImageElement'],
    ['script', 'src', 'HTMLScriptElement'],
    ['link', 'href', 'HTMLLinkElement'],
    ['iframe', 'src', 'HTMLIFrameElement'],
    ['iframe', 'srcdoc', 'HTMLIFrameElement'],
    ['video', 'src', 'HTMLMediaElement'],
    ['object', 'data', 'HTMLObjectElement'],
    ['embed', 'src', 'HTMLEmbedElement'],
    ['source', 'src', 'HTMLSourceElement'],
    ['source', 'srcset', 'HTMLSourceElement'],
  ]
  for (const [tag, property, owner] of loaders) {
    await use(`${owner}.${property}=`, () =>
      Object.assign(document.createElement(tag), { [property]: `${files}/${tag}` }),
    )
    await use(`insert ${tag.toUpperCase()}`, () => document.body.append(document.createElement(tag)), 'document')
  }
  await use('setAttribute', () => document.createElement('img').setAttribute('src', `${files}/attribute`), 'document')
  const form = document.createElement('form')
  form.target = 'elsewhere'
  form.action = 'about:blank'
  document.body.append(form)
  await use('HTMLFormElement.requestSubmit', () => form.requestSubmit())
  await use('HTMLFormElement.submit', () => form.submit())
  return [...new Set(used)]
}
