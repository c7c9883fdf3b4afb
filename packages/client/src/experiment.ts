/** Experiments of a page. A file of its own: a page without experiments does not load it. */
import {
  type Config,
  checkExperiments,
  type Experiment,
  isRunning,
  type Placement,
  RESERVED,
  type ResolvedPlacement,
  resolvePlacement,
} from '@endcap/core'
import { createAssigner, createHoldout, type Drafted, draftTeams, parseOverrides } from '@endcap/experiments'
import type { Tracker } from '@endcap/tracker'
import type { PagePlacements } from './decide.js'
import type { ClientEnv } from './env.js'
import { createExposures } from './exposures.js'
import { findPlaces, watchFirstPlace } from './places.js'
import { readPreviewToken } from './preview-token.js'
import type { Decision } from './slot.js'

/** What the visitors of a page are enrolled by. */
export interface EnrolmentOptions {
  readonly config: Config
  readonly tracker: Pick<Tracker, 'on' | 'ready' | 'report' | 'session' | 'track' | 'visitor'>
  readonly env: Pick<ClientEnv, 'clock' | 'tracker'>
  readonly page: Pick<PagePlacements, 'initial' | 'search'>
  /** Takes what is to be stopped with the page. */
  readonly stops: (() => void)[]
}

/** Decides what this visitor sees of placements under test. */
export interface Enrolment {
  /** For a placement that has an experiment, running or not. To be asked once for a page: what it says holds. */
  decide(placement: Placement, isEligible: (experiment: Experiment) => boolean): Decision
}

/** The lists of two variants, to be drafted into one. */
export interface Interleave {
  readonly teams: readonly [Team, Team]
  /** At most `count` entries, each with the id of the variant that picked it. The same lists are drafted alike for a visitor. */
  draft<T>(
    lists: readonly [readonly T[], readonly T[]],
    keyOf: (entry: T) => string,
    count: number,
  ): { readonly entry: T; readonly team: string | undefined }[]
}

/** A variant of an interleaved experiment. */
export interface Team {
  readonly id: string
  readonly design: ResolvedPlacement
}

/** Hosts on which a link may force variants without a signature: where only developers look. */
const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/
/** Whoever sets the shop up is no visitor. */
const SETUP = /[?&]endcap=debug\b/

/**
 * Reads the experiments of a config; those that break a rule are reported and left out. Waits for the check of a signed preview, if the
 * page was opened by one. In a preview, and with the debug overlay, nobody is held out and nothing is logged.
 */
export async function createEnrolment({ config, tracker, env, page, stops }: EnrolmentOptions): Promise<Enrolment> {
  const experiments = checkExperiments(config, config.experiments ?? [], (index, code, path, detail) =>
    tracker.report(code, `config/experiments/${index}${path}: ${detail}`),
  )
  const { search, initial } = page
  const token = readPreviewToken(search)
  const preview = token
    ? await import('./preview.js').then(({ openPreview }) =>
        openPreview(token, config, env.clock.now(), tracker.report),
      )
    : undefined
  if (preview) stops.push(preview.stop)
  const overrides = { ...(LOCAL.test(location.hostname) && parseOverrides(search)), ...preview?.experiments }
  const isExempt = SETUP.test(search) || !!preview
  const visitor = tracker.visitor
  const exposures = createExposures(tracker, env.tracker.storage)
  const isHoldoutOn = (config.holdout?.share ?? 1) > 0 && experiments.some(({ status }) => status !== 'draft')
  const isOut = createHoldout(config.holdout)
  const assigners = new Map(experiments.map((experiment) => [experiment, createAssigner(experiment)]))
  // Guardrails are read from it. Nobody waits for it.
  if (config.pageQuality !== false && !isExempt && experiments.some(isRunning)) {
    import('./page-quality.js').then(
      ({ observePageQuality }) => stops.push(observePageQuality(tracker, window)),
      (cause) => tracker.report('network-failed', 'page-quality', cause),
    )
  }

  return {
    decide(placement, isEligible) {
      const tests = experiments.filter((test) => test.placement === placement.id)
      const running = tests.filter(isRunning)
      // The server drew control for whoever asked: its page enrols nobody in a test of that placement.
      const id = initial[placement.id] ? undefined : visitor()
      const isHeldOut = isHoldoutOn && !isExempt && isOut(id)
      // Where arms stand in different places, all of them are needed: in all arms alike, or none could be compared.
      const places = running.map((test) => findPlaces(placement, test, tracker.report))
      const where = places.find((found) => found?.[0])
      const isPlaced = !places.some((found) => found && !found[0])
      const input = { visitor: isPlaced ? id : undefined, overrides, isHeldOut, isEligible }
      const answers = tests.map((test) => ({
        test,
        ...assigners.get(test)!({ ...input, kept: exposures.kept(test.id) }),
      }))
      const found = answers.find(({ by }) => by !== 'not-enrolled')
      const isForced = found?.by === 'override'
      const test = found?.test
      const variant = found?.variant
      const counts = id !== undefined && !isExempt && !isForced && !!running[0] && isPlaced
      const expose = () =>
        exposures.tell(
          {
            ...(isHoldoutOn && { [RESERVED.holdout]: isHeldOut ? RESERVED.heldOut : RESERVED.open }),
            ...(test && { [test.id]: variant!.id }),
          },
          test?.sticky ? test.id : undefined,
        )
      let isWatching = false
      return {
        design: resolvePlacement(placement, (variant ?? running[0]?.variants[0])?.set),
        experiment: test?.id,
        variant: variant?.id,
        interleave: test && variant?.id === RESERVED.interleaved ? interleave(placement, test, id ?? '') : undefined,
        ...(counts && { expose: where ? () => {} : expose }),
        ...(counts &&
          where && {
            begin() {
              if (!isWatching) stops.push(watchFirstPlace(where, expose))
              isWatching = true
            },
          }),
      }
    },
  }
}

function interleave(placement: Placement, { id, variants }: Experiment, visitor: string): Interleave {
  const teams = variants.map((variant) => ({ id: variant.id, design: resolvePlacement(placement, variant.set) }))
  return {
    teams: [teams[0]!, teams[1]!],
    draft(lists, keyOf, count) {
      const shown = lists.map((list) => list.map(keyOf).join()).join(';')
      const drafted = draftTeams(lists, { count, keyOf, seed: `${id}:${visitor}:${shown}` })
      return drafted.map(({ entry, team }: Drafted<(typeof lists)[0][0]>) => ({
        entry,
        team: team === undefined ? undefined : teams[team]!.id,
      }))
    },
  }
}
