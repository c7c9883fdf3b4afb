import type { Client } from '@endcap/client'
import { emit } from '@endcap/client/view'
import type { RowOptions } from '../elements/widget.js'
import type { View } from '../kinds/kind.js'
import type { ScriptParts } from '../kinds/preset.js'
import { localeOf } from '../locale.js'
import type { MessageContext, MessageKind, MessageView } from './kind.js'
import type { MessageLabels } from './labels.js'
import type * as Parts from './message-parts.js'
import type * as Style from './message-style.js'

let count = 0

/**
 * Brings an element to life that draws a message in place of products: subscribes its slot, draws what its kind says once the words of
 * its language have come, and tells the slot what the shopper sees. Nothing that is in sight moves, but by the shopper's own hand: what
 * would move something waits out of the flow, what has nothing to say any more keeps its height. Returns its stop.
 */
export function connectMessage(
  host: HTMLElement,
  client: Client,
  options: RowOptions,
  name: string,
  script: ScriptParts,
  kind: MessageKind,
  parts: typeof Parts & typeof Style,
): () => void {
  const { h, isInSight, watch } = script
  const { isAbove } = kind
  const id = `endcap-message-${++count}`
  const slot = client.slot(
    host.getAttribute('placement') ?? {
      id: `${name}-${count}`,
      selector: '',
      widget: name as 'offer',
      ...kind.read?.(host),
    },
  )
  const { placement, snapshot } = slot
  const locale = localeOf(host)
  /** Undefined until the words have come. */
  let view: MessageView | undefined
  /** What was drawn last. */
  let drawn: View
  let isGone = false
  let isReached = false
  let isStopped = false
  /** The showing on this page was logged. */
  let isTold = false
  let state = 'loading'
  let status = ''
  let toldId = ''
  let asked = ''

  const design = () => snapshot().design
  const { campaign, coupon, tell } = parts.readCampaign(client, slot)
  const isHeldOut = () => snapshot().closed === 'holdout'
  const announce = (type: string) => emit(host, type, { placement, requestId: snapshot().requestId })
  const shown = () => {
    if (isAbove) slot.exposed()
    const { campaign, frequency } = design() ?? {}
    if (isTold || !(kind.isOffer || campaign || frequency) || !(isHeldOut() || isOpen())) return
    isTold = true
    tell('offer_shown')
  }

  const draw = () => {
    const now = !isGone && snapshot().state === 'ready' ? view?.draw() : undefined
    state = now ? 'ready' : snapshot().state === 'ready' ? 'empty' : snapshot().state
    drawn = now ?? drawn
    parts.drawFrame(script, host, { name, placement, id, state, isAbove, isBlank: !now, content: drawn, status })
  }
  const say = (text: string) => {
    status = text
    update()
  }

  host.classList.add('endcap')
  const isReserved = host.clientHeight > 0
  if (options.style !== false) for (const sheet of [parts.SHEET, kind.SHEET]) script.adoptStyle(document, sheet)
  // What stands there for visitors without scripts.
  host.replaceChildren()
  draw()
  const [sentinel, , section] = host.children as unknown as [HTMLElement, HTMLElement, HTMLElement]
  const contextOf = (labels: MessageLabels): MessageContext => ({
    host,
    client,
    slot,
    options,
    labels,
    locale,
    id,
    h,
    script,
    design,
    campaign,
    coupon,
    draw: () => update(),
    say,
    tell,
    shown,
    close() {
      isGone = true
      draw()
      show(false)
    },
  })
  /** Puts the section into the flow or takes it out; kept space may stay. */
  const show = (isShown: boolean, isOut = !isShown) => {
    section.hidden = !isShown && !isAbove
    host.classList.toggle('endcap-out', isOut || !!isAbove)
  }
  const isOpen = () => state === 'ready' && (isAbove || !section.hidden)

  const seen = script.observeImpressions([], (elements) => {
    if (elements.includes(sentinel)) shown()
    if (elements.includes(section) && isOpen()) view?.seen?.()
  })
  /** Takes its space or gives it back, once it can; then tells of each answer once. */
  const settle = () => {
    const isReady = state === 'ready'
    // In both arms of a holdout by the same sign.
    if (!isAbove && !isTold && (isReady || isHeldOut())) seen.observe(sentinel)
    // What has nothing to say any more keeps its place in sight.
    if (section.hidden === isReady && !isAbove && (isReady || !isInSight(host))) {
      const wasOut = host.classList.contains('endcap-out')
      const change = () => show(isReady)
      if (!script.tryChange(host, change, () => show(!isReady, wasOut))) return
    }
    const { requestId } = snapshot()
    if (!isReady || requestId === toldId) return
    toldId = requestId
    parts.dress(host)
    seen.observe(section)
    slot.rendered()
    announce('render')
  }
  const expose = () => {
    if (isReached && !isAbove && snapshot().state !== 'loading') slot.exposed()
  }
  const update = () => {
    if (isStopped || !view) return
    const before = state
    draw()
    settle()
    if (before !== state) {
      if (before === 'loading') announce('ready')
      if (state === 'empty') announce('empty')
    }
    expose()
    const { id = '' } = campaign() ?? {}
    if (snapshot().closed !== 'coupon' || asked === id) return
    asked = id
    import('./coupon.js').then(({ askCoupon }) => askCoupon(host, client, placement, campaign()!)).catch(fail)
  }
  const fail = (cause: unknown) => script.report('network-failed', `<${host.localName}>`, cause)
  show(isReserved, !isReserved)

  const stops = [
    slot.subscribe(update),
    script.onRest(host, settle),
    isAbove ? () => {} : watch(section, slot.visible),
    watch(sentinel, (isVisible) => {
      isReached ||= isVisible
      expose()
    }),
    client.tracker.on('event', ({ type }) => {
      if (type !== 'page_view') return
      isTold = false
      settle()
    }),
    () => view?.stop?.(),
    seen.stop,
    slot.stop,
  ]
  parts
    .loadMessageLabels(host, locale, options)
    .then((labels) => {
      if (isStopped) return
      view = kind.create(contextOf(labels))
      update()
    })
    .catch(fail)
  return () => {
    isStopped = true
    for (const stop of stops) stop()
  }
}
