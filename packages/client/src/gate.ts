/** Which placements may be shown now. A file of its own: a page without audiences, schedules and frequencies does not load it. */
import {
  type Audience,
  type Campaign,
  type ChannelGroup,
  type Config,
  type EventEnvelope,
  type EventType,
  type Experiment,
  type Frequency,
  MESSAGE_WIDGETS,
  type Member,
  type Product,
  type Profile,
  type ResolvedPlacement,
  type Schedule,
  type WidgetName,
} from '@endcap/core'
import type { Tracker } from '@endcap/tracker'
import { type AudienceFacts, isInAudience, lowPriceOf } from './audience.js'
import { frequenciesOf, isHeldOut, isOver, lacksCoupon } from './campaign.js'
import { type CapLog, EMPTY_LOG, keyOf, mayShow, noteShowing } from './caps.js'
import type { Closed } from './closed.js'
import { isDone, noteDone } from './done.js'
import type { ClientEnv } from './env.js'
import { isScheduled } from './schedule.js'
import type { Decision, LiveSlot } from './slot.js'

/** What a gate works with. `onChange` is called when the log has come from the store. */
export interface GateOptions {
  readonly config: Pick<Config, 'frequency' | 'campaigns' | 'segments'>
  readonly products: readonly Product[]
  product(id: string): Product | undefined
  readonly tracker: Pick<Tracker, 'consentState' | 'events' | 'on' | 'page' | 'report' | 'session' | 'visitor'>
  readonly env: Pick<ClientEnv, 'clock' | 'store' | 'width' | 'onVisible'>
  /** Takes what is to be stopped with the page. */
  readonly stops: (() => void)[]
  onChange(): void
}

/** Who looks, and when. */
export interface GateQuestion {
  readonly profile: Profile
  readonly member: Member
  readonly now: number
}

/** Audiences, schedules, frequency caps and campaigns of a page. */
export interface Gate {
  /**
   * For each slot (undefined: a list of the shop) with its decision: that, or one that hides the placement from whom it may not be shown to now,
   * in every variant and without an exposure. What caps leave goes to the higher priority; what a slot holds stays and counts. A placement
   * that was seen on this page stays open for it. One popup a page, and none in checkout but where `pages` says so.
   */
  decide(
    wishes: readonly (readonly [slot: Pick<LiveSlot, 'held'> | undefined, decision: Decision])[],
    asked: GateQuestion,
  ): readonly Decision[]
  /** Whether audience and schedule of an experiment hold. */
  isEligible(experiment: Experiment, asked: GateQuestion): boolean
  /** Forgets the log; who erases the store is the caller. */
  forget(): void
}

const KEY = 'caps'
/** A card or a message of the placement was seen. */
const SEEN: readonly EventType[] = ['view_item_list', 'view_promotion', 'offer_shown']

/** Creates the gate. Nothing is read or written before personalization consent is granted, and what needs it is closed until then. */
export function createGate(options: GateOptions): Gate {
  const { config, products, product, tracker, env, stops, onChange } = options
  /** Undefined without consent, and until it is read. */
  let log: CapLog | undefined
  let lowPrice: number | undefined
  let channel: ChannelGroup | undefined
  /** What a showing of the placements that were open at the last look counts under, and those of them that were seen on this page. */
  const open = new Map<string, readonly string[]>()
  const seen = new Set<string>()
  /** The popup that was seen on this page. */
  let popup: string | undefined
  /** By campaign, whether the visitor is held out: decided once for the page. */
  const heldOut = new Map<string, boolean>()
  const unreadable = new Set<string>()
  const closures = new Map<Decision, Map<Closed, Decision>>()
  /** Looks again when a schedule begins or ends. */
  let watching: Promise<((schedule: Schedule) => void) | undefined> | undefined

  const campaignOf = (id: string | undefined) => config.campaigns?.find((each) => each.id === id)
  const isGranted = () => tracker.consentState().personalization === 'granted'
  /** One that cannot be read has nobody in it, and is told of once. */
  function isMeant(id: string, audience: Audience, facts: AudienceFacts): boolean {
    try {
      return isInAudience(audience, facts)
    } catch (cause) {
      if (!unreadable.has(id)) tracker.report('value-invalid', `audience of ${id}`, cause)
      unreadable.add(id)
      return false
    }
  }

  /** One object for a decision and a reason, so that a slot sees whether it changed. */
  function closureOf(decision: Decision, closed: Closed): Decision {
    const known = closures.get(decision) ?? new Map<Closed, Decision>()
    closures.set(decision, known)
    const closure = known.get(closed) ?? {
      design: { ...decision.design, hidden: true },
      experiment: undefined,
      variant: undefined,
      closed,
    }
    known.set(closed, closure)
    return closure
  }

  function isOut(campaign: Campaign): boolean {
    const { id } = campaign
    heldOut.set(id, heldOut.get(id) ?? isHeldOut(campaign, tracker.visitor()))
    return heldOut.get(id)!
  }

  function holds(schedule: Schedule, now: number): boolean {
    watching ??= import('./schedule-watch.js').then(
      ({ watchSchedules }) => watchSchedules(env.clock, stops, onChange),
      (cause) => {
        tracker.report('network-failed', 'schedules', cause)
        return undefined
      },
    )
    watching.then((watch) => watch?.(schedule))
    return isScheduled(schedule, now)
  }

  const factsOf = ({ now, member, profile }: GateQuestion): AudienceFacts => ({
    now,
    profile: isGranted() ? profile : undefined,
    member,
    page: tracker.page().kind,
    width: env.width?.(),
    channel,
    lowPrice: (lowPrice ??= lowPriceOf(products)),
    product,
    visitor: tracker.visitor(),
    segments: config.segments,
  })

  const failed = (cause: unknown) => tracker.report('storage-failed', KEY, cause)

  async function reload(): Promise<void> {
    if (!isGranted()) return
    const stored = await env.store.get<CapLog>(KEY).catch(failed)
    if (!isGranted()) return
    log = stored?.v === EMPTY_LOG.v ? stored : (log ?? EMPTY_LOG)
    onChange()
  }

  function note(event: EventEnvelope): void {
    const { type, channel: landed, list } = event
    channel = landed?.group ?? channel
    if (type === 'page_view') {
      seen.clear()
      popup = undefined
    }
    if (!log || !isGranted()) return
    let next = noteDone(log, event)
    const keys = SEEN.includes(type) ? open.get(list?.placement as string) : undefined
    if (keys && !seen.has(list!.placement)) {
      seen.add(list!.placement)
      if (list!.widget === 'popup') popup = list!.placement
      next = noteShowing(next, keys, { now: env.clock.now(), session: tracker.session() })
    }
    if (next === log) return
    log = next
    // In the task of the event: on an open connection the put lands though the page goes away.
    env.store.set(KEY, log).catch(failed)
  }

  for (const event of tracker.events()) channel = event.channel?.group ?? channel
  stops.push(
    // Another tab may have written it.
    env.onVisible(reload),
    tracker.on('event', note),
    tracker.on('consent', () => {
      if (!isGranted()) log = undefined
      else if (!log) reload()
    }),
  )
  reload()

  return {
    isEligible: ({ id, audience, schedule }, asked) =>
      (!schedule || isScheduled(schedule, asked.now)) && (!audience || isMeant(id, audience, factsOf(asked))),
    decide(wishes, asked) {
      const { now, member } = asked
      const at = { now, session: tracker.session() }
      const facts = factsOf(asked)
      /** With what may still be seen. */
      let planned = log
      let onlyPopup = popup
      const { kind } = tracker.page()

      function closedBy(design: ResolvedPlacement, frequencies: readonly Frequency[]): Closed | undefined {
        const { id, widget, pages, audience, schedule, campaign: name } = design
        const campaign = campaignOf(name)
        const over = name === undefined ? undefined : isOver(campaign)
        if (over) return over
        if (widget === 'popup' && ((onlyPopup ?? id) !== id || (kind === 'checkout' && !pages.includes(kind))))
          return 'page'
        if (![schedule, campaign?.schedule].every((each) => !each || holds(each, now))) return 'schedule'
        if (![audience, campaign?.audience].every((each) => !each || isMeant(id, each, facts))) return 'audience'
        const needsLog = frequencies[0] || (isMessage(widget) && isGranted())
        if (needsLog && !(planned && isGranted())) return 'consent'
        if (planned && isDone(planned, design, now)) return 'done'
        if (!seen.has(id) && !frequencies.every((each) => mayShow(planned!, id, each, config.frequency, at)))
          return 'frequency'
        if (!campaign || !isMessage(widget)) return undefined
        if (lacksCoupon(campaign, member)) return 'coupon'
        return isOut(campaign) ? 'holdout' : undefined
      }

      const shown: Decision[] = wishes.map(([, decision]) => decision)
      const order = wishes
        .map(([slot, decision], i) => ({ i, decision, isHeld: !!slot?.held() }))
        .sort((a, b) => Number(b.isHeld) - Number(a.isHeld) || b.decision.design.priority - a.decision.design.priority)
      for (const { i, decision, isHeld } of order) {
        const { design } = decision
        const { id, hidden, widget } = design
        const frequencies = frequenciesOf(design, campaignOf(design.campaign))
        const closed = isHeld ? undefined : closedBy(design, frequencies)
        const own = frequencies.map((each) => keyOf(id, each))
        open.delete(id)
        if (closed) {
          shown[i] = closureOf(decision, closed)
          // Who is held out meets its caps as if it were shown, and goes on to see the messages of others.
          const apart = own.filter((key) => !key.includes('*'))
          if (closed === 'holdout') open.set(id, apart)
          continue
        }
        // A variant that shows nothing uses nothing up.
        if (widget === 'popup' && !hidden) onlyPopup = id
        if (!own[0]) continue
        const keys = new Set(['', ...own])
        open.set(id, [...keys])
        if (planned && !seen.has(id) && !hidden) planned = noteShowing(planned, keys, at)
      }
      return shown
    },
    forget() {
      log = log && EMPTY_LOG
      seen.clear()
    },
  }
}

const isMessage = (widget: WidgetName): boolean => (MESSAGE_WIDGETS as readonly WidgetName[]).includes(widget)
