import { resolve } from 'node:path'
import {
  type CustomerSegments,
  SEGMENT_KINDS,
  type SegmentExport,
  type SegmentGroup,
  type SegmentKind,
} from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { type Io, UsageError } from '../../io.js'
import { percent } from '../experiment/format.js'
import { parseDay, showDay } from './day.js'
import { askInsight, COLUMNS, LIMIT, limitOf, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight segments`: who the customers are, and the way back of segments into the shop and to tools for messages. */
export const segments = defineCommand({
  name: 'insight segments',
  summary: 'Divide customers by behaviour, habit, value and life cycle; export, send or publish the segments',
  usage: 'insight segments (--data DIR | --clickhouse URL | --transactions FILE) [--by KIND] [--export FILE]',
  options: [
    {
      name: 'by',
      type: 'text',
      choices: ['rfm', 'behaviour', 'habit', 'tier', 'stage', 'cluster'],
      value: 'KIND',
      description: 'Only one kind: rfm, behaviour, habit, tier, stage or cluster (for what goes out: rfm)',
    },
    { name: 'segment', type: 'text', value: 'NAME', description: 'Export or send only this one' },
    {
      name: 'export',
      type: 'text',
      value: 'FILE',
      description: 'Write the people as CSV, with channel, hour and allowance',
    },
    {
      name: 'webhook',
      type: 'text',
      value: 'URL',
      description: 'Post them as signed JSON; the secret is in the variable ENDCAP_WEBHOOK_SECRET',
    },
    {
      name: 'publish',
      type: 'text',
      value: 'FILE',
      description: 'Write the segments into this config.json, for audiences to name',
    },
    {
      name: 'consented',
      type: 'flag',
      description: 'All people of the source agreed to personalisation, where it does not say itself',
    },
    {
      name: 'settings',
      type: 'text',
      value: 'FILE',
      description: 'Thresholds, weights and tiers of your own, as JSON',
    },
    { name: 'rules', type: 'text', value: 'FILE', description: 'RFM segments of your own, as JSON' },
    {
      name: 'k',
      type: 'number',
      range: [0, 20],
      description: 'Number of clusters; 0: none (left out: as many as there are)',
    },
    {
      name: 'date',
      type: 'text',
      value: 'DAY',
      description: 'As of this day (left out: a day after the last order or visit)',
    },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
    LIMIT,
  ],
  examples: [
    'endcap insight segments --data ./data --zone Europe/Berlin',
    'endcap insight segments --data ./data --by stage --segment at-risk --export at-risk.csv',
    'endcap insight segments --data ./data --by behaviour --publish config.json',
  ],
  async run({ values, io, output }) {
    const by = (SEGMENT_KINDS as readonly string[]).includes(values.by ?? '') ? (values.by as SegmentKind) : undefined
    const { exportSegments } = await import('@endcap/insights')
    const url = webhookOf(values.webhook, io)
    const result = await askInsight('segments', values, await optionsOf(values, io), io)
    const out = { by: by ?? 'rfm', segment: values.segment, isConsented: values.consented } as const
    const sent = values.export !== undefined || url !== undefined ? exportSegments(result, out) : undefined
    const lines: string[] = []
    if (sent && values.export !== undefined) {
      const { segmentCsv } = await import('@endcap/insights')
      const { replaceText } = await import('../../server/replace-text.js')
      replaceText(resolve(io.cwd, values.export), segmentCsv(sent.rows))
      lines.push(`${values.export}: ${sent.rows.length} people${leftOutWords(sent)}`)
    }
    if (sent && url !== undefined) {
      const { postSegments } = await import('../../server/post-segments.js')
      const requests = await postSegments(sent.rows, { by: out.by, url: url.href, secret: url.secret, now: io.now })
      lines.push(`${url.host}: ${sent.rows.length} people in ${requests} requests${leftOutWords(sent)}`)
    }
    const published = values.publish === undefined ? undefined : await publish(result, out.by, values.publish, io)
    if (published) lines.push(...published.lines)
    const groups = by === undefined ? result.groups : result.groups.filter((group) => group.by === by)
    output.result(
      {
        ...result,
        date: showDay(result.day),
        groups,
        people: result.people.slice(0, limitOf(values, output)).map(({ visitors: _, ...person }) => person),
        ...(sent && { exported: sent.rows.length, leftOut: sent.leftOut }),
        ...(published && { published: published.segments, unpublished: published.leftOut }),
      },
      [...describe(result, groups), ...(lines.length > 0 ? ['', ...lines] : [])],
    )
    return 0
  },
})

interface SettingFiles {
  readonly settings?: string | undefined
  readonly rules?: string | undefined
  readonly date?: string | undefined
  readonly k?: number | undefined
  readonly publish?: string | undefined
}

async function optionsOf({ settings, rules, date, k, publish }: SettingFiles, { cwd }: Pick<Io, 'cwd'>) {
  const { parseRfmRules } = await import('@endcap/insights')
  const { readJsonFile } = await import('../../server/config-file.js')
  return {
    ...(settings !== undefined && { settings: readJsonFile(resolve(cwd, settings)) as object }),
    ...(rules !== undefined && { rules: parseRfmRules(readJsonFile(resolve(cwd, rules))) }),
    ...(date !== undefined && { day: parseDay('date', date) }),
    ...(k !== undefined && { k }),
    ...(publish !== undefined && { withVisitors: true }),
  }
}

function webhookOf(text: string | undefined, { env }: Pick<Io, 'env'>) {
  if (text === undefined) return undefined
  if (!URL.canParse(text)) throw new UsageError('--webhook is an address, as https://crm.example/endcap')
  const { protocol, hostname, host, href } = new URL(text)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere)) {
    throw new UsageError('--webhook is an address with https: people go there')
  }
  const secret = env.ENDCAP_WEBHOOK_SECRET
  if (!secret) throw new UsageError('--webhook needs its secret in the variable ENDCAP_WEBHOOK_SECRET')
  return { href, host, secret }
}

async function publish(result: CustomerSegments, by: SegmentKind, file: string, { cwd }: Pick<Io, 'cwd'>) {
  const { publishSegments, withSegments } = await import('@endcap/insights')
  const { readJsonFile } = await import('../../server/config-file.js')
  const { replaceText } = await import('../../server/replace-text.js')
  const path = resolve(cwd, file)
  const config = readJsonFile(path)
  if (typeof config !== 'object' || config === null) throw new UsageError(`--publish ${file} is no config.json`)
  const { segments: list, leftOut } = publishSegments(result, { by })
  replaceText(path, `${JSON.stringify(withSegments(config, by, list), null, 2)}\n`)
  return {
    segments: list.map(({ id, audience, visitors }) => ({
      id,
      as: audience ? 'rule' : 'list',
      visitors: visitors?.length,
    })),
    leftOut,
    lines: [
      ...list.map(
        ({ id, visitors }) => `${file}: ${id}, ${visitors ? `a list of ${visitors.length} visitors` : 'a rule'}`,
      ),
      ...leftOut.map(({ segment, reason }) => `  not ${segment}: ${reason}`),
    ],
  }
}

const leftOutWords = ({ leftOut }: SegmentExport): string => {
  const { denied, unknown, unsubscribed } = leftOut
  if (denied + unknown + unsubscribed === 0) return ''
  const unasked = unknown > 0 ? ' (--consented, if all agreed and the source does not say)' : ''
  return `; left out: ${denied} refused, ${unknown} without a known answer${unasked}, ${unsubscribed} unsubscribed`
}

const TITLES = {
  rfm: 'Recency, frequency, monetary value',
  behaviour: 'Behaviour',
  habit: 'Habit',
  tier: 'Value',
  stage: 'Life cycle',
  cluster: 'Clusters',
} as const

function describe(
  { basis, n, customers, day, rhythm, clusters, weights }: CustomerSegments,
  groups: readonly SegmentGroup[],
): string[] {
  const top = groups.find(({ by, segment }) => by === 'tier' && segment === 'top')
  const kinds = [...new Set(groups.map(({ by }) => by))]
  return [
    ...(top
      ? [`The most valuable ${percent(top.share)} of customers bring ${percent(top.revenueShare ?? 0)} of the revenue`]
      : []),
    `${n} people, ${customers} with an order, as of ${showDay(day)} (${basis.source})`,
    `Active: ordered within ${rhythm.activeDays} days; lapsed: not for ${rhythm.lapsedDays} days (${rhythm.from === 'gaps' ? `of ${rhythm.gaps} gaps between orders` : rhythm.from})`,
    `Value: ${percent(weights.financial, 0)} financial, ${percent(weights.behavioural, 0)} behavioural, ${percent(weights.emotional, 0)} emotional`,
    clusters.isStructured
      ? `Clusters: ${clusters.k} among ${clusters.n} customers (a single crowd looks so with p ≤ ${clusters.p.toFixed(2)})`
      : `Clusters: none; the ${clusters.n} customers with enough orders look like one crowd`,
    ...kinds.flatMap((by) => ['', TITLES[by], ...groups.filter((group) => group.by === by).map(lineOf)]),
  ]
}

function lineOf({ segment, people, share, revenueShare, profile, treatment }: SegmentGroup): string {
  const facts = [
    `${people}`.padStart(8),
    `${percent(share).padStart(7)} of people`,
    `${percent(revenueShare ?? 0).padStart(7)} of revenue`,
  ]
  const [category] = profile.categories
  return [
    `  ${segment.padEnd(20)}`,
    ...facts,
    ...(category ? [`most ${category.name}`] : []),
    ...(treatment ? [treatment] : []),
  ].join('  ')
}
