import { safeUrl } from '@endcap/client/view'
import type { Message } from '@endcap/core'
import { fill } from '../kinds/fill.js'
import type { View } from '../kinds/kind.js'
import type { MessageContext, MessageView } from './kind.js'

export { SHEET } from './member-sheet.js'

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** What an element without a placement of the config says to who is not signed in: `heading`, `text`, `button`, `url`. */
export function read(host: HTMLElement) {
  const [title = '', text, button, url] = ['heading', 'text', 'button', 'url'].map(
    (name) => host.getAttribute(name) || undefined,
  )
  return url ? { message: { title, text, button, url } as Message } : {}
}

/**
 * Greets a member and shows tier, points, how far the next reward is, and what benefits hold today: as the shop told by
 * `client.setMember`, whenever that is. Who was told to be signed out is invited by the placement's message. Until the shop says anything
 * there is nothing to draw. None of it is in an event or in the store.
 */
export function create({
  h,
  host,
  client,
  slot,
  script,
  id,
  labels,
  locale,
  design,
  draw,
}: MessageContext): MessageView {
  let member = client.member()
  const number = new Intl.NumberFormat(locale)
  const title = (text: string) => h('h2', { class: 'endcap-heading', id }, text)

  function invitation(): View | undefined {
    const { title: heading, text, button, url } = design()?.message ?? {}
    const href = safeUrl(url)
    return isText(heading) || href
      ? h('div', { class: 'endcap-member' }, [
          title(isText(heading) ? heading : labels.signIn),
          isText(text) && h('p', null, text),
          href && h('a', { class: 'endcap-button endcap-main', href }, isText(button) ? button : labels.signIn),
        ])
      : undefined
  }

  /** Points and the way to the next reward, where the shop told them as numbers. */
  function progress(): View {
    const { points, nextReward } = member
    if (!Number.isFinite(points)) return undefined
    const goal = Number(nextReward?.points)
    const left = goal - points!
    const isAhead = left > 0 && isText(nextReward?.text)
    return [
      h('p', { class: 'endcap-points' }, fill(labels.points, number.format(points!))),
      isAhead &&
        h('progress', { class: 'endcap-progress', max: goal, value: Math.max(points!, 0), 'aria-hidden': 'true' }),
      isAhead && h('p', { class: 'endcap-to-go' }, fill(labels.toGo, number.format(left), nextReward!.text)),
    ]
  }

  function card(): View {
    const { name, tier, benefits } = member
    const held = (Array.isArray(benefits) ? benefits : []).filter((benefit) => isText(benefit?.text))
    return h('div', { class: 'endcap-member' }, [
      h('div', { class: 'endcap-member-head' }, [
        title(slot.snapshot().heading || (isText(name) ? fill(labels.hello, name) : labels.welcome)),
        isText(tier) && h('span', { class: 'endcap-tier' }, tier),
      ]),
      progress(),
      held[0] &&
        h(
          'ul',
          { class: 'endcap-benefits', role: 'list', 'aria-label': labels.benefits },
          held.map(({ text, url }, key) => {
            const href = safeUrl(url)
            return h('li', { key }, href ? h('a', { href }, text) : text)
          }),
        ),
    ])
  }

  /** Later words take the place of earlier ones once that moves nothing in sight. */
  const update = () => {
    const told = [member, client.member()] as const
    const show = (which: 0 | 1) => () => {
      member = told[which]
      draw()
    }
    if (told[0] !== told[1]) script.tryChange(host, show(1), show(0))
  }
  const stops = [client.on('member', update), script.onRest(host, update)]
  return {
    draw() {
      const { signedIn, name, tier, points } = member
      if (signedIn === false) return invitation()
      return signedIn || name || tier || points !== undefined ? card() : undefined
    },
    stop: () => stops.map((stop) => stop()),
  }
}
