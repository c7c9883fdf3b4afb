import { draftTeams } from '@endcap/experiments'
import { createRandom } from '../../random.js'
import { createDraw, type Draw } from './draw.js'

/** Two rankers over the same candidates, and shoppers who look at what they put on top. */
export interface RankingWorld {
  /** Candidates of a list, and how many of them are shown. */
  readonly candidates: number
  readonly shown: number
  /** Lists that a visitor sees, on average; at least 1. */
  readonly listsPerVisitor: number
  /** Deviation of the logarithm of an item's pull, between items for everybody and between visitors for one item. */
  readonly qualitySpread: number
  readonly tasteSpread: number
  /** Error of each ranker's guess of that logarithm, as a deviation: control, then the other. Less is better. */
  readonly errors: readonly [control: number, test: number]
  /**
   * `choosing`: some visitors want something; they look from the first card on, take the first that pulls enough, and then
   * are done (cascade model, Craswell et al., WSDM 2008). `browsing`: everybody may click any card, each by itself, less
   * often further down (examination, Richardson et al., WWW 2007).
   */
  readonly clicks: 'choosing' | 'browsing'
  /** Visitors who want something; the others never click. With `browsing` all of them might. */
  readonly wantRatio: number
  /** Chance to click a card of middling pull when it is looked at. */
  readonly pull: number
  /** Chance to go on to the next card. */
  readonly patience: number
}

/**
 * Chosen before any simulation ran: lists of 8 of 40, a sixth of the visitors in the mood to buy, and a challenger whose
 * error is a fifth smaller.
 */
export const RANKING_WORLD: RankingWorld = {
  candidates: 40,
  shown: 8,
  listsPerVisitor: 2,
  qualitySpread: 0.5,
  tasteSpread: 1,
  errors: [1, 0.8],
  clicks: 'choosing',
  wantRatio: 1 / 6,
  pull: 0.05,
  patience: 0.85,
}

/** What a visitor did, had he been in each design: lists with a click by ranker, and the credit of the shared list. */
export interface RankedVisitors {
  readonly visitors: number
  readonly lists: Uint16Array
  /** Of the lists drawn by control, and by the other. */
  readonly clicked: readonly [control: Uint16Array, test: Uint16Array]
  /** Clicks credited to each team in shared lists. */
  readonly credit: readonly [control: Uint16Array, test: Uint16Array]
}

/** Draws visitors from a seed, each in all three designs, so that only the design differs. */
export function rankVisitors(world: RankingWorld, visitors: number, seed: number): RankedVisitors {
  const draw = createDraw(createRandom(seed))
  const column = () => new Uint16Array(visitors)
  const lists = column()
  const clicked = [column(), column()] as const
  const credit = [column(), column()] as const
  const { candidates, shown, errors } = world
  const quality = Float64Array.from({ length: candidates }, () => world.qualitySpread * draw.normal())
  const pulls = new Float64Array(candidates)
  const scores = [new Float64Array(candidates), new Float64Array(candidates)] as const
  const moreLists = 1 - 1 / world.listsPerVisitor
  for (let visitor = 0; visitor < visitors; visitor++) {
    const count = 1 + draw.more(moreLists)
    lists[visitor] = count
    const wants = world.clicks === 'browsing' || draw.uniform() < world.wantRatio
    if (!wants) continue
    for (let item = 0; item < candidates; item++) {
      const log = quality[item]! + world.tasteSpread * draw.normal()
      pulls[item] = Math.min(1, world.pull * Math.exp(log))
      scores[0][item] = log + errors[0] * draw.normal()
      scores[1][item] = log + errors[1] * draw.normal()
    }
    const [control, test] = [topOf(scores[0], shown), topOf(scores[1], shown)]
    for (let list = 0; list < count; list++) {
      if (clicksOn(world, control, pulls, draw).length > 0) clicked[0][visitor]!++
      if (clicksOn(world, test, pulls, draw).length > 0) clicked[1][visitor]!++
      const shared = draftTeams([control, test], { count: shown, seed: `${seed}:${visitor}:${list}`, keyOf: String })
      const items = shared.map(({ entry }) => entry)
      for (const position of clicksOn(world, items, pulls, draw)) {
        const { team } = shared[position]!
        if (team !== undefined) credit[team][visitor]!++
      }
    }
  }
  return { visitors, lists, clicked, credit }
}

/** Items with the highest scores, best first. */
function topOf(scores: Float64Array, count: number): number[] {
  const order = Array.from(scores, (_, item) => item)
  order.sort((a, b) => scores[b]! - scores[a]!)
  return order.slice(0, count)
}

/** Positions that are clicked. */
function clicksOn(world: RankingWorld, items: readonly number[], pulls: Float64Array, draw: Draw): number[] {
  const clicks: number[] = []
  for (let position = 0; position < items.length; position++) {
    if (draw.uniform() < pulls[items[position]!]!) {
      clicks.push(position)
      if (world.clicks === 'choosing') return clicks
    }
    if (draw.uniform() >= world.patience) return clicks
  }
  return clicks
}
