/**
 * WebKitGTK: its own WebDriver and the browser that comes with it, under a display that nobody sees. The sandbox needs rights
 * that containers seldom have, and the pages are our own.
 */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { findWebKit } from '../../scripts/setup.mjs'
import { findBusy } from './busy.mjs'
import { addLink, expression, LINK, leaving, untilLoaded } from './expression.mjs'
import { kill, start, treeOf, waitUntilGone } from './processes.mjs'
import { createSession } from './webdriver.mjs'

const ENV = { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' }

/** Keys that are no character (w3.org/TR/webdriver2, section 17.4.2). */
const KEYS = {
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Escape: '\uE00C',
  Space: ' ',
  End: '\uE010',
  Home: '\uE011',
}

/** @type {import('./driver.mjs').Driver} */
export const webkitDriver = {
  isInstalled: () => Boolean(findWebKit()),
  // "Session deleted because of page crash."
  survivesKill: false,
  async launch() {
    const { driver, browser, display } = findWebKit()
    const screen = await startDisplay(display)
    const port = await freePort()
    const program = start(driver, [`--port=${port}`], { env: { ...ENV, DISPLAY: screen.name } })
    const base = `http://127.0.0.1:${port}`
    await untilListening(`${base}/status`, program)
    const options = { binary: browser, args: ['--automation'] }
    const session = await createSession(base, { alwaysMatch: { 'webkitgtk:browserOptions': options } })
    await session.call('POST', '/timeouts', { script: 120_000, pageLoad: 60_000 })
    const run = inTurn(session)
    const end = async () => {
      const tree = treeOf(program.pid)
      program.kill()
      await waitUntilGone(tree)
      await screen.close()
    }
    return {
      version: `WebKitGTK ${session.capabilities.browserVersion}`,
      async newTab(url) {
        // Not a tab: one behind another would be hidden.
        const { handle } = await run(undefined, ({ call }) => call('POST', '/window/new', { type: 'window' }))
        const tab = toTab(program.pid, handle, run)
        // Not `goto`: a tab with a history cannot be closed by its own script.
        await tab.leave((to) => location.replace(to), url)
        await untilLoaded(tab.evaluate, url)
        return tab
      },
      kill: end,
      async close() {
        await session.end().catch(() => {})
        await end()
      },
    }
  },
  /** A profile under WebDriver is always a throw-away one, so here the browser runs without. */
  async visit(profileDir, url) {
    const { browser, display } = findWebKit()
    const screen = await startDisplay(display)
    const folder = join(profileDir, 'webkit')
    const env = { ...ENV, DISPLAY: screen.name, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder }
    const program = start(browser, [url], { env })
    return {
      async kill() {
        const tree = treeOf(program.pid)
        program.kill()
        await waitUntilGone(tree)
        await screen.close()
      },
    }
  },
}

/**
 * A session speaks to one window at a time and takes one command at a time: commands of all tabs queue up here, each behind
 * the switch to its window.
 */
function inTurn(session) {
  let turn = Promise.resolve()
  let home
  return (handle, task) => {
    const done = turn.then(async () => {
      home ??= await session.call('GET', '/window')
      await session.call('POST', '/window', { handle: handle ?? home })
      return task(session)
    })
    turn = done.then(
      () => {},
      () => {},
    )
    return done
  }
}

/** @returns {import('./driver.mjs').Tab} */
function toTab(root, handle, run) {
  // The driver's own promise support came late; a callback is understood by all.
  const evaluate = async (task, ...args) => {
    const script = `const done = arguments[0]
      Promise.resolve().then(() => ${expression(task, args)}).then((value) => done({ value }), (error) => done({ error: String(error) }))`
    const { value, error } = await run(handle, ({ call }) => call('POST', '/execute/async', { script, args: [] }))
    if (error) throw new Error(error)
    return value
  }
  const isClosed = async () => !(await run(undefined, ({ call }) => call('GET', '/window/handles'))).includes(handle)
  return {
    goto: async (url) => void (await run(handle, ({ call }) => call('POST', '/url', { url }))),
    evaluate,
    async open(url) {
      await evaluate(addLink, url)
      const opened = await run(handle, async ({ call }) => {
        const before = await call('GET', '/window/handles')
        const [element] = Object.values(await call('POST', '/element', { using: 'css selector', value: LINK }))
        await call('POST', `/element/${element}/click`)
        for (;;) {
          const found = (await call('GET', '/window/handles')).find((each) => !before.includes(each))
          if (found) return found
        }
      })
      const tab = toTab(root, opened, run)
      await untilLoaded(tab.evaluate, url)
      return tab
    },
    // Synchronous: an asynchronous script waits for an answer that the page that goes away will not give.
    leave: (task, ...args) =>
      leaving(() =>
        run(handle, ({ call }) => call('POST', '/execute/sync', { script: expression(task, args), args: [] })),
      ),
    click: (selector) =>
      run(handle, async ({ call }) => {
        const [element] = Object.values(await call('POST', '/element', { using: 'css selector', value: selector }))
        await call('POST', `/element/${element}/click`)
      }),
    press: (key) =>
      run(handle, async ({ call }) => {
        const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: KEYS[key] }))
        await call('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
      }),
    close: async () => void (await run(handle, ({ call }) => call('DELETE', '/window')).catch(() => {})),
    isClosed,
    async kill() {
      const pid = await findBusy(root, evaluate)
      kill(pid)
      await waitUntilGone([pid])
    },
  }
}

/** A display of its own: the server finds a free number and tells it. */
async function startDisplay(program) {
  const server = start(program, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // In order, so that it takes its lock file with it.
    signal: 'SIGTERM',
  })
  const number = await new Promise((resolve, reject) => {
    let text = ''
    server.child.stdio[3].on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.trim())
    })
    server.exited.then(() => reject(new Error(`${program} did not start`)))
  })
  return {
    name: `:${number}`,
    async close() {
      server.child.kill('SIGTERM')
      await server.exited
    },
  }
}

async function untilListening(url, program) {
  let isGone = false
  program.exited.then(() => (isGone = true))
  while (!isGone) {
    if (
      await fetch(url)
        .then(({ ok }) => ok)
        .catch(() => false)
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the driver of WebKitGTK did not start')
}

/** The driver wants a number and does not tell one of its own choice. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
