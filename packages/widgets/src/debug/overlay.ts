import { h, render } from '../small-preact.js'
import type { DoctorReport } from './doctor.js'
import { OVERLAY_CSS } from './overlay-css.js'
import { PANELS, TABS, type Tab, verdict } from './panels.js'

/** The least time between two looks, in ms. */
const REFRESH_MS = 1000

/** What happens in the overlay is not the page's: menus that close at a click elsewhere, shortcuts, smooth scrolling. */
const KEPT = 'click mousedown pointerdown touchstart touchmove wheel keydown keyup focusin'

/** Where Left, Right, Home and End lead to from the tab at `i` (w3.org/WAI/ARIA/apg/patterns/tabs). */
const STEPS: Readonly<Record<string, (i: number) => number>> = {
  ArrowLeft: (i) => i - 1,
  ArrowRight: (i) => i + 1,
  Home: () => 0,
  End: () => -1,
}

const COPY = 'Copy report'

let closeLast = () => {}

/**
 * Shows what `read` says, and again once a second while the page is visible. Lives in a shadow root outside of the body, so
 * that neither knows the other's style; Escape closes it. Takes the focus where nothing else has it, and gives it back.
 */
export function showOverlay(read: () => DoctorReport, window: Window): () => void {
  closeLast()
  const { document, navigator } = window
  const before = document.activeElement
  const host = document.createElement('endcap-debug')
  // English text reads from left to right, whatever the page does; our own detectors leave slots alone.
  host.dataset['endcapSlot'] = 'debug'
  host.lang = 'en'
  host.dir = 'ltr'
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(OVERLAY_CSS)
  root.adoptedStyleSheets = [sheet]
  const frame = document.createElement('div')
  root.append(frame)

  let tab: Tab = 'Overview'
  let copied = COPY
  /** The report to be copied by hand, where the clipboard is closed. */
  let text: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function draw(): void {
    const report = read()
    const counts: Readonly<Record<string, number>> = {
      Events: report.queue.events.length,
      Differences: report.differences.length,
      Errors: report.errors.length + report.violations.length,
    }
    const tabs = TABS.map((name) =>
      h(
        'button',
        {
          key: name,
          type: 'button',
          role: 'tab',
          id: `tab-${name}`,
          'aria-selected': name === tab,
          'aria-controls': 'panel',
          tabindex: name === tab ? 0 : -1,
          onClick: () => choose(name),
        },
        name,
        counts[name] ? h('span', { class: 'count' }, counts[name]) : undefined,
      ),
    )
    const button = (label: string, onClick: () => void) => h('button', { type: 'button', onClick }, label)
    render(
      h(
        'section',
        { class: 'overlay', role: 'dialog', 'aria-label': 'Endcap on this page' },
        h(
          'div',
          { class: 'head' },
          h(
            'div',
            {},
            h('h2', {}, 'Endcap ', h('span', { class: 'muted' }, report.version)),
            h('p', { role: 'status' }, verdict(report.checks)),
          ),
          button(copied, copy),
          button('Close', close),
        ),
        h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Parts', onKeydown: step }, tabs),
        h(
          'div',
          { key: tab, class: 'panel', id: 'panel', role: 'tabpanel', 'aria-labelledby': `tab-${tab}`, tabindex: 0 },
          text === undefined ? undefined : h('textarea', { readonly: true, 'aria-label': 'The report' }, text),
          PANELS[tab](report),
        ),
      ),
      frame,
    )
  }

  function tick(): void {
    timer = undefined
    if (document.hidden) return
    draw()
    timer = setTimeout(tick, REFRESH_MS)
  }

  const focusTab = () => root.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true })

  function choose(name: Tab): void {
    tab = name
    text = undefined
    copied = COPY
    draw()
  }

  function step(event: KeyboardEvent): void {
    const next = STEPS[event.key]?.(TABS.indexOf(tab))
    if (next === undefined) return
    event.preventDefault()
    choose(TABS.at(next % TABS.length) as Tab)
    focusTab()
  }

  function copy(): void {
    const json = JSON.stringify(read(), null, 2)
    const done = () => {
      copied = 'Copied'
      draw()
    }
    const byHand = () => {
      text = json
      draw()
      root.querySelector('textarea')?.select()
    }
    // Absent on pages without HTTPS; refused where a policy says so.
    if (navigator.clipboard) navigator.clipboard.writeText(json).then(done, byHand)
    else byHand()
  }

  function close(): void {
    clearTimeout(timer)
    timer = undefined
    document.removeEventListener('visibilitychange', onVisible)
    document.removeEventListener('keydown', onKey)
    const isInside = document.activeElement === host
    host.remove()
    closeLast = () => {}
    if (isInside && before instanceof HTMLElement) before.focus({ preventScroll: true })
  }

  const onVisible = () => timer ?? tick()
  /** Nobody else has the focus, so Escape is for who came last. */
  const onKey = (event: KeyboardEvent) => {
    const { activeElement } = document
    const isFree = !activeElement || activeElement === document.body
    if (event.key === 'Escape' && !event.defaultPrevented && isFree) close()
  }

  for (const type of KEPT.split(' ')) host.addEventListener(type, (event) => event.stopPropagation(), { passive: true })
  root.addEventListener('keydown', (event) => (event as KeyboardEvent).key === 'Escape' && close())
  document.addEventListener('visibilitychange', onVisible)
  document.addEventListener('keydown', onKey)
  closeLast = close
  document.documentElement.append(host)
  draw()
  timer = setTimeout(tick, REFRESH_MS)
  if (!before || before === document.body) focusTab()
  return close
}
