/** All of ranking: it comes beside the files that it ranks by, so that the script itself is small. */
import { type Config, MESSAGE_WIDGETS, type Member, type ResolvedPlacement, type WidgetName } from '@endcap/core'
import type { Tracker } from '@endcap/tracker'
import { type AllocateInput, type Allocation, allocate, type SlotRequest } from './allocate.js'
import type { ReorderAnswer } from './client.js'
import { createDecisions, type PagePlacements } from './decide.js'
import type { ClientEnv } from './env.js'
import type { Enrolment } from './experiment.js'
import type { Files } from './files.js'
import type { Gate } from './gate.js'
import { nextTask } from './next-task.js'
import { loadParts, type Parts } from './parts.js'
import { rankFiles } from './rank-files.js'
import type { RuleReader } from './rules.js'
import { watchScrolling } from './scrolling.js'
import type { Decision, LiveSlot } from './slot.js'

export { openCatalogue } from './catalogue.js'
export { foldMore } from './fold-more.js'
export { forget } from './forget.js'
export { prefer } from './prefer.js'

/**
 * What reading products may take of a task, and how many are read between two looks at the clock. Little, since now and then the engine
 * clears up its memory in the same task, which can take longer than the reading.
 */
const READ_MS = 4
const PRODUCTS_PER_LOOK = 10

/** What the slots and lists of a page are filled by. */
export interface PageRanker {
  /**
   * Gives each slot its decision, opens those whose widget needs no products, and gives all others of the page together theirs; a promise
   * where these have still to come.
   */
  fill(slots: readonly LiveSlot[], question: PageQuestion): unknown
  /** The shop's own list in the visitor's order; as it is where it is decided to hide that. Undefined while nothing is decided. */
  reorder(placement: string, ids: readonly string[], question: PageQuestion): ReorderAnswer | undefined
  /** Forgets what was noted of the visitor; who erases the store is the caller. */
  forget?(): void
}

/** Whom lists are for, where and when. */
export interface PageQuestion extends Pick<AllocateInput, 'profile' | 'context' | 'now'> {
  readonly member: Member
}

/**
 * Ranks by the files of this page, refined with what it knows of visitor and search. Weights and rules that cannot be read are reported;
 * weights are done without, rules leave their lists empty. Waits for the scripts that the config asks for, at most `timeoutMs`; placements
 * that need one that has not come stay as they are until it has, and are empty when it cannot. `onChange` is called when there is more to fill by.
 */
export async function createPageRanker(
  files: Files,
  tracker: Tracker,
  env: ClientEnv,
  page: PagePlacements,
  stops: (() => void)[],
  onChange: () => unknown,
  timeoutMs: number,
): Promise<PageRanker> {
  const { config } = files
  const { report } = tracker
  const parts: Parts = {}
  /** Whether the scripts are there that the config or a placement asks for; undefined while they are on their way. */
  const states = new Map<object, boolean | undefined>()
  /** Undefined while it is on its way; null: there is none, everybody sees control. */
  let enrolment: Enrolment | null | undefined = config.experiments?.[0] ? undefined : null
  const decide = createDecisions(config, tracker, page, () => enrolment)

  /** Asks for them, and fills again when they have come. Undefined where nothing is missing. */
  function load(asking: Config | ResolvedPlacement): Promise<void> | undefined {
    const missing = loadParts(parts, asking)
    states.set(asking, missing ? undefined : true)
    return missing
      ?.catch((cause) => {
        report('network-failed', 'rules', cause)
        return false
      })
      .then((isThere) => {
        states.set(asking, isThere)
        onChange()
      })
  }
  function stateOf(design: ResolvedPlacement): boolean | undefined {
    const site = states.get(config)
    if (site && !states.has(design)) load(design)
    return site && states.get(design)
  }

  async function enrol(): Promise<void> {
    enrolment = await import('./experiment.js')
      .then(({ createEnrolment }) => createEnrolment({ config, tracker, env, page, stops }))
      .catch((cause) => {
        report('network-failed', 'experiments', cause)
        return null
      })
    onChange()
  }

  const waits = [load(config), enrolment === undefined && enrol()].filter(Boolean)
  const late = () => new Promise<void>((resolve) => stops.push(env.clock.after(timeoutMs, resolve)))
  if (waits[0]) await Promise.race([Promise.all(waits), late()])

  const { products, cards } = files.catalogue
  // Not in the task that read the files.
  await nextTask()
  const { ranker, product } = rankFiles(files, tracker, env)
  /** Reads the catalogue for likeness a few products at a time: all at once would hold a page of many up. */
  async function read(): Promise<void> {
    // Not in the task that made the ranker.
    let endTs = 0
    while (ranker.prepare?.(PRODUCTS_PER_LOOK)) {
      if (env.clock.now() < endTs) continue
      await nextTask()
      endTs = env.clock.now() + READ_MS
    }
  }
  const reading = read()
  // Without a model it is what the product of the page is followed by.
  if (!files.model && env.context().productId) await reading
  const isScrolling = watchScrolling(env.clock, stops, onChange)
  /** Made when their scripts have come. */
  let rules: RuleReader | undefined
  let gate: Gate | undefined

  function gateNow(): Gate | undefined {
    gate ??= parts.gate?.createGate({ config, products, product, tracker, env, stops, onChange })
    return gate
  }

  const decideFor = (id: string, question: PageQuestion) =>
    decide(id, (experiment) => {
      const { audience, schedule } = experiment
      return !(audience || schedule) || !!gateNow()?.isEligible(experiment, question)
    })

  return {
    fill(slots, question) {
      const asked: [LiveSlot, Decision][] = []
      for (const slot of slots) {
        const decision = decideFor(slot.placement, question)
        if (!decision) continue
        const isThere = stateOf(decision.design)
        if (isThere) asked.push([slot, decision])
        else if (isThere === false) fillNone(slot, decision)
      }
      const shown = gateNow()?.decide(asked, question)
      const requests: (SlotRequest & { readonly slot: LiveSlot })[] = []
      const isMoving = isScrolling()
      asked.forEach(([slot, decision], i) => {
        const { state, items } = slot.snapshot()
        const held = isMoving && state === 'ready' ? items : slot.held()
        const next = shown?.[i] ?? decision
        // What is on screen stays.
        if (!slot.decision() || (!held && slot.decision() !== next)) slot.decide(next)
        const { design, interleave, begin } = slot.decision()!
        begin?.()
        if (isMessage(design.widget)) slot.fill(OPEN)
        else if (design.widget !== 'reorder' && !design.hidden)
          requests.push({ slot, placement: design, held, interleave })
      })
      rules ??= parts.rules?.createRules(config.rules, products, report)
      // What is held fills with itself, which changes nothing.
      const show = (answer: Allocation, i: number) => requests[i]!.slot.fill(answer)
      const answers = allocate(requests, {
        ...question,
        ranker,
        product,
        lost: cards?.lost,
        boughtDays: config.rules?.boughtDays,
        rules: rules && ((placement) => rules!(placement, question)),
      })
      return cards ? cards.show(answers, show, onChange) : answers.forEach(show)
    },
    reorder(placement, ids, question) {
      const decision = decideFor(placement, question)
      if (!decision) return undefined
      const { design, closed } = gateNow()?.decide([[undefined, decision]], question)[0] ?? decision
      // Of a preview the events of the list say nothing.
      const { experiment, variant, interleave } = decision.expose ? decision : ({} as Partial<Decision>)
      const orderBy = ({ hidden }: ResolvedPlacement) =>
        hidden || !stateOf(design) ? ids : ranker.reorder(ids, question)
      const answer = { ids: orderBy(design), requestId: env.random.id(), experiment, variant }
      if (!interleave || closed) return answer
      const [a, b] = interleave.teams.map((team) => orderBy(team.design))
      const drafted = interleave.draft([a!, b!], (id) => id, ids.length)
      return {
        ...answer,
        ids: drafted.map(({ entry }) => entry),
        teams: Object.fromEntries(drafted.flatMap(({ entry, team }) => (team ? [[entry, team]] : []))),
      }
    },
    forget: () => gate?.forget(),
  }
}

/** What a slot of a message is filled with. */
const OPEN = { items: [], strategy: undefined, isOpen: true }
const isMessage = (widget: WidgetName): boolean => (MESSAGE_WIDGETS as readonly WidgetName[]).includes(widget)

/** Leaves a slot without products. */
function fillNone(slot: LiveSlot, decision: Decision): void {
  if (!slot.decision()) slot.decide(decision)
  slot.fill({ items: [], strategy: undefined })
}
