/** Recommendations for pages that a server draws. Pure: no DOM, no storage, no network. */
import {
  type Catalogue,
  type Config,
  EMPTY_PROFILE,
  EndcapError,
  type ErrorCode,
  isIndex,
  isRunning,
  MESSAGE_WIDGETS,
  type Model,
  type PageKind,
  resolvePlacement,
} from '@endcap/core'
import { assign } from '@endcap/experiments'
import { decodeModel, type RankContext } from '@endcap/ranker'
import type { Tracker } from '@endcap/tracker'
import { allocate } from './allocate.js'
import type { Initial, InitialSlot } from './initial.js'
import { rankFiles } from './rank-files.js'
import { readCatalogue, readConfig } from './read.js'
import { createRules } from './rules.js'

export type { Initial, InitialSlot } from './initial.js'

/** The static files that the pages' own clients load too. */
export interface ServerFiles {
  readonly config: Config
  readonly catalogue: Catalogue
  /** A model file in whole, not gzipped, or decoded. @default content and popularity strategies only */
  readonly model?: ArrayBuffer | Uint8Array | Model
  /** `weights.json` of `endcap learn`. @default the order of model, taste and variety alone */
  readonly weights?: object
  /** Told of entries that are left out because they are wrong, as the pages leave them out. @default nobody */
  readonly onError?: (error: EndcapError) => void
  /** @default `Date.now` */
  readonly now?: () => number
  /** Makes ids of answers. @default `crypto.randomUUID` */
  readonly newId?: () => string
}

/** The page that is drawn. */
export interface ServerQuestion {
  /** Ids of the config's placements. @default those that the config has on this kind of page */
  readonly placements?: readonly string[]
  /** @default 'other' */
  readonly page?: PageKind
  /** Product, category and search words of the page. */
  readonly context?: RankContext
}

/**
 * Reads the files once, and gives the function that answers each request: the slots of a page, filled together by the ranker of
 * the browser. It knows no visitor: no profile, nothing left to chance, and of an experiment the control, which the page then keeps, so
 * leave a placement under test to the browser. Rules hold. Placements with an audience, a schedule or a frequency, and those that are hidden, unknown, of a widget that is no list, or find
 * too little without a profile are not in the answer: they load in the browser. Throws `model-damaged` for a model that cannot be read, `option-invalid` for the index of a catalogue in shards.
 */
export function createServerRecommender(files: ServerFiles): (question?: ServerQuestion) => Initial {
  const { now = Date.now, newId = () => crypto.randomUUID(), onError = () => {} } = files
  if (isIndex(files.catalogue))
    throw new EndcapError(
      'option-invalid',
      'catalogue: an index of shards; joinCatalogue of @endcap/core gives it in whole',
    )
  const report = (code: ErrorCode, path: string) => onError(new EndcapError(code, path))
  const config = readConfig(files.config, (code, path) => report(code, `config${path}`))
  const catalogue = readCatalogue(files.catalogue, (code, path) => report(code, `catalogue${path}`))
  const model = files.model && readBytes(files.model)
  let page: PageKind = 'other'
  // What ranking asks of a page's tracker, as a page without a visitor answers.
  const nobody = { visitor: () => undefined, page: () => ({ kind: page }), report } as unknown as Tracker
  const { ranker, product } = rankFiles(
    { catalogue, model, ...(files.weights && { weights: files.weights }) },
    nobody,
    {
      search: () => '',
    },
  )
  const rules = createRules(config.rules, catalogue.products, report)

  return ({ placements, page: kind = 'other', context = {} } = {}) => {
    page = kind
    const wanted = config.placements.filter(({ id, pages = [] }) =>
      placements ? placements.includes(id) : !pages[0] || pages.includes(kind),
    )
    const designs = wanted
      .map((placement) => {
        const test = config.experiments?.find((entry) => entry.placement === placement.id && isRunning(entry))
        return resolvePlacement(placement, test && assign(test, { visitor: undefined }).variant.set)
      })
      .filter(
        ({ hidden, widget }) => !hidden && widget !== 'reorder' && !MESSAGE_WIDGETS.some((name) => name === widget),
      )
      // Who is asked for, when and how often is for the browser to say.
      .filter(({ audience, schedule, frequency, campaign }) => !audience && !schedule && !frequency && !campaign)
    const question = { profile: EMPTY_PROFILE, context, now: now() }
    const answers = allocate(
      designs.map((placement) => ({ placement })),
      {
        ...question,
        ranker,
        product,
        boughtDays: config.rules?.boughtDays,
        rules: (placement) => rules(placement, question),
      },
    )
    const initial: Record<string, InitialSlot> = {}
    answers.forEach(({ items, strategy }, i) => {
      const { id, heading, widget } = designs[i]!
      if (!items[0]) return
      initial[id] = {
        state: 'ready',
        placement: id,
        heading,
        items,
        strategy,
        requestId: newId(),
        experiment: undefined,
        variant: undefined,
        widget,
        ...(model && { model: model.header.version }),
      }
    })
    return initial
  }
}

function readBytes(model: ArrayBuffer | Uint8Array | Model): Model {
  if (model instanceof Uint8Array) return decodeModel(model.slice().buffer)
  return model instanceof ArrayBuffer ? decodeModel(model) : model
}
