/** Which placements may be shown now. A file of its own: a page without audiences, schedules and frequencies does not load it. */
import type {
  Audience,
  ChannelGroup,
  Config,
  EventEnvelope,
  EventType,
  Frequency,
  Member,
  Product,
  Profile,
} from '@endcap/core'
import type { Tracker } from '@endcap/tracker'
import { type AudienceFacts, isInAudience, lowPriceOf } from './audience.js'
import { type CapLog, EMPTY_LOG, mayShow, noteShowing } from './caps.js'
import type { ClientEnv } from './env.js'
import { isScheduled } from './schedule.js'
import type { Decision, LiveSlot } from './slot.js'

/** What a gate works with. `onChange` is called when the log has come from the store. */
export interface GateOptions {
  readonly config: Pick<Config, 'frequency'>
  readonly products: readonly Product[]
  product(id: string): Product | undefined
  readonly tracker: Pick<Tracker, 'consentState' | 'events' | 'on' | 'page' | 'report' | 'session'>
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

/** Audiences, schedules and frequency caps of a page. */
export interface Gate {
  /**
   * For each slot (undefined: a list of the shop) with its decision: that, or one that hides the placement from whom it may not be shown to now,
   * in every variant and without an exposure. What caps leave goes to the higher priority; what a slot holds stays and counts. A placement
   * that was seen on this page stays open for it.
   */
  decide(
    wishes: readonly (readonly [slot: Pick<LiveSlot, 'held'> | undefined, decision: Decision])[],
    asked: GateQuestion,
  ): readonly Decision[]
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
  /** Frequencies of the placements that were open at the last look, and those of them that were seen on this page. */
  const open = new Map<string, Frequency>()
  const seen = new Set<string>()
  const unreadable = new Set<string>()
  const closures = new Map<Decision, Decision>()

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

  /** One object for a decision, so that a slot sees whether it changed. */
  function closureOf(decision: Decision): Decision {
    const closure = closures.get(decision) ?? {
      design: { ...decision.design, hidden: true },
      experiment: undefined,
      variant: undefined,
      isEnrolled: false,
    }
    closures.set(decision, closure)
    return closure
  }

  const failed = (cause: unknown) => tracker.report('storage-failed', KEY, cause)

  async function reload(): Promise<void> {
    if (!isGranted()) return
    const stored = await env.store.get<CapLog>(KEY).catch(failed)
    if (!isGranted()) return
    log = stored?.v === EMPTY_LOG.v ? stored : (log ?? EMPTY_LOG)
    onChange()
  }

  function note({ type, channel: landed, list }: EventEnvelope): void {
    channel = landed?.group ?? channel
    if (type === 'page_view') seen.clear()
    const frequency = SEEN.includes(type) ? open.get(list?.placement as string) : undefined
    if (!frequency || !log || !isGranted() || seen.has(list!.placement)) return
    seen.add(list!.placement)
    log = noteShowing(log, list!.placement, frequency, { now: env.clock.now(), session: tracker.session() })
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
    decide(wishes, { now, member, profile }) {
      const at = { now, session: tracker.session() }
      const facts: AudienceFacts = {
        now,
        profile: isGranted() ? profile : undefined,
        member,
        page: tracker.page().kind,
        width: env.width?.(),
        channel,
        lowPrice: (lowPrice ??= lowPriceOf(products)),
        product,
      }
      /** With what may still be seen. */
      let planned = log
      const mayBeShown = (id: string, frequency: Frequency) =>
        planned && isGranted() && (seen.has(id) || mayShow(planned, id, frequency, config.frequency, at))
      const shown: Decision[] = wishes.map(([, decision]) => decision)
      const order = wishes
        .map(([slot, decision], i) => ({ i, decision, isHeld: !!slot?.held() }))
        .sort((a, b) => Number(b.isHeld) - Number(a.isHeld) || b.decision.design.priority - a.decision.design.priority)
      for (const { i, decision, isHeld } of order) {
        const { id, hidden, audience, schedule, frequency } = decision.design
        const isOpen =
          isHeld ||
          ((!schedule || isScheduled(schedule, now)) &&
            (!audience || isMeant(id, audience, facts)) &&
            (!frequency || mayBeShown(id, frequency)))
        if (!isOpen) {
          open.delete(id)
          shown[i] = closureOf(decision)
        } else if (frequency) {
          open.set(id, frequency)
          // A variant that shows nothing uses nothing up.
          if (planned && !seen.has(id) && !hidden) planned = noteShowing(planned, id, frequency, at)
        }
      }
      return shown
    },
    forget() {
      log = log && EMPTY_LOG
      seen.clear()
    },
  }
}
