import { describe, expect, it } from 'vitest'
import { type Experiment, parseConfig, type VariantDesign } from '../src/index.js'

const experiment = (id: string, more: Partial<Experiment> = {}): Experiment => ({
  id,
  placement: 'home',
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'other', weight: 0.5, set: { strategy: ['trending'] } },
  ],
  ...more,
})
const arms = (set: VariantDesign, more: Partial<Experiment> = {}) =>
  experiment('row', {
    variants: [
      { id: 'control', weight: 0.5 },
      { id: 'other', weight: 0.5, set },
    ],
    ...more,
  })
const read = (experiments: readonly Experiment[], more: object = {}) =>
  parseConfig({
    v: 1,
    placements: [
      { id: 'home', selector: 'main' },
      { id: 'cart', selector: 'main' },
      { id: 'shelf', selector: 'ul', widget: 'reorder' },
      { id: 'news', selector: 'main', widget: 'content' },
    ],
    experiments,
    ...more,
  })

describe('the rules of experiments', () => {
  it.each<[string, Experiment[], object, string, RegExp]>([
    [
      'two experiments with one seed',
      [experiment('a'), experiment('b', { placement: 'cart', seed: 'a' })],
      {},
      '/experiments/1/seed',
      /^b and the experiment a /,
    ],
    [
      'the seed of the holdout',
      [experiment('a', { seed: 'endcap-holdout' })],
      {},
      '/experiments/0/seed',
      /^a and the holdout /,
    ],
    [
      'a seed of the holdout that the config gives',
      [experiment('a')],
      { holdout: { seed: 'a' } },
      '/experiments/0/seed',
      /^a and the holdout /,
    ],
    [
      'the seed of a group',
      [experiment('a', { seed: '__g', group: { id: 'g', range: [0, 0.5] } })],
      {},
      '/experiments/0/seed',
      /^a and the group g /,
    ],
    [
      'the seed of a campaign’s holdout',
      [experiment('a', { seed: 'campaign:x' })],
      { campaigns: [{ id: 'x', goal: 'sell', type: 'discount' }] },
      '/experiments/0/seed',
      /^a and the campaign x /,
    ],
    [
      'weights that do not sum to 1',
      [
        experiment('a', {
          variants: [
            { id: 'c', weight: 0.5 },
            { id: 'd', weight: 0.6 },
          ],
        }),
      ],
      {},
      '/experiments/0/variants',
      /sum to 1\.1/,
    ],
    ['the reserved experiment', [experiment('holdout')], {}, '/experiments/0/id', /reserved/],
    [
      'the reserved variant',
      [
        experiment('a', {
          variants: [
            { id: 'control', weight: 0.5 },
            { id: 'interleaved', weight: 0.5 },
          ],
        }),
      ],
      {},
      '/experiments/0/variants',
      /reserved/,
    ],
    ['two tests of one placement', [experiment('a'), experiment('b')], {}, '/experiments/1/placement', /^a runs/],
    [
      'overlapping ranges of one group on one placement',
      [
        experiment('a', { group: { id: 'g', range: [0, 0.6] } }),
        experiment('b', { group: { id: 'g', range: [0.5, 1] } }),
      ],
      {},
      '/experiments/1/placement',
      /^a runs/,
    ],
    ['a message for a list', [arms({ widget: 'content' })], {}, '/experiments/0/variants', /cannot stand in/],
    [
      'an offer without words',
      [arms({ widget: 'offer' }, { placement: 'news' })],
      {},
      '/experiments/0/variants/1/set/message',
      /^$/,
    ],
    [
      'interleaving what differs in its heading',
      [arms({ heading: 'x' }, { interleave: true })],
      {},
      '/experiments/0/interleave',
      /heading/,
    ],
    [
      'interleaving "not shown"',
      [arms({ hidden: true }, { interleave: true })],
      {},
      '/experiments/0/interleave',
      /hidden/,
    ],
    ['interleaving what is alike', [arms({}, { interleave: true })], {}, '/experiments/0/interleave', /alike/],
    [
      'interleaving messages',
      [arms({ rotate: false }, { interleave: true, placement: 'news' })],
      {},
      '/experiments/0/interleave',
      /messages/,
    ],
    [
      'interleaving three variants',
      [
        experiment('a', {
          interleave: true,
          variants: [
            { id: 'c', weight: 0.5 },
            { id: 'd', weight: 0.25, set: { strategy: ['trending'] } },
            { id: 'e', weight: 0.25 },
          ],
        }),
      ],
      {},
      '/experiments/0/interleave',
      /exactly two/,
    ],
    [
      'a range that ends where it begins',
      [experiment('a', { group: { id: 'g', range: [0.5, 0.5] } })],
      {},
      '/experiments/0/group/range',
      /end/,
    ],
  ])('refuse %s, name it, and leave the experiment out', (_, experiments, more, path, detail) => {
    const { config, problems } = read(experiments, more)
    const found = problems.find((problem) => problem.path === path)
    expect(found, JSON.stringify(problems)).toBeDefined()
    expect(found?.detail ?? '').toMatch(detail)
    expect(config.experiments).toHaveLength(experiments.length - 1)
  })

  it.each<[string, Experiment[]]>([
    ['a place, a widget and a mode of its own', [arms({ selector: 'footer', mode: 'before', widget: 'grid' })]],
    [
      'one placement shared out by a group',
      [
        experiment('a', { group: { id: 'g', range: [0, 0.5] } }),
        experiment('b', { group: { id: 'g', range: [0.5, 1] } }),
      ],
    ],
    [
      'a draft and a stopped test beside the one that runs',
      [
        experiment('a', { status: 'draft' }),
        experiment('b', { status: 'stopped' }),
        experiment('c', { active: false }),
        experiment('d'),
      ],
    ],
    [
      'the shop’s own order against ours in one list',
      [arms({ hidden: true }, { interleave: true, placement: 'shelf' })],
    ],
    [
      'all that an experiment can say',
      [
        experiment('a', {
          sticky: true,
          status: 'running',
          hypothesis: 'More is seen',
          metric: 'ctr',
          audience: { pages: ['home'] },
          schedule: { from: '2026-11-22' },
          seed: 'own',
          coverage: 0.2,
        }),
      ],
    ],
  ])('take %s', (_, experiments) => {
    const beside = { holdout: { share: 0.1 }, previewKey: 'A'.repeat(87), pageQuality: false }
    const { config, problems } = read(experiments, beside)
    expect(problems).toEqual([])
    expect(config.experiments).toEqual(experiments)
    expect(config).toMatchObject(beside)
  })
})
