/** What pages with rows alone have no need of: the other tags, kinds and languages. A chunk; what it names are chunks beside it. */
import type { Kind } from './kinds/kind.js'
import type { Connect, Preset } from './kinds/preset.js'
import type { AllLabels, MoreLabels } from './labels.js'
import type { MessageKind } from './messages/kind.js'
import { report } from './report.js'

/** What draws a message comes when the page has one. */
const message = (load: () => Promise<MessageKind>): Preset => {
  const connect: Connect = (host, client, options, name, _preset, _restart, script) => {
    let stop: (() => void) | undefined
    let isStopped = false
    Promise.all([
      import('./messages/message.js'),
      load(),
      import('./messages/message-parts.js'),
      import('./messages/message-style.js'),
    ]).then(
      ([{ connectMessage }, kind, parts, style]) => {
        if (!isStopped) stop = connectMessage(host, client, options, name, script, kind, { ...parts, ...style })
      },
      (cause) => report('network-failed', `<${host.localName}>`, cause),
    )
    return () => {
      isStopped = true
      stop?.()
    }
  }
  return { connect }
}

/** By what follows `endcap-` in the tag; its heading is the label of the same name, if there is one. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  grid: { layout: 'grid' },
  list: { layout: 'list' },
  related: { strategy: ['related', 'similar'] },
  similar: { strategy: ['similar'] },
  'bought-together': { strategy: ['bought-together'], min: 1 },
  'for-you': { strategy: ['for-you', 'trending'] },
  trending: { strategy: ['trending'] },
  recent: { strategy: ['recent'], min: 1, part: 'recent' },
  continue: { strategy: ['recent', 'related'], min: 1, part: 'recent' },
  'cart-upsell': { strategy: ['bought-together', 'related'], min: 1 },
  bundle: { strategy: ['bought-together'], layout: 'bundle', count: 3, min: 1 },
  threshold: { strategy: ['bought-together', 'for-you', 'trending'], layout: 'threshold', count: 24, min: 1 },
  offer: message(async () => {
    const [view, style] = await Promise.all([import('./messages/offer.js'), import('./messages/offer-style.js')])
    return { ...view, ...style }
  }),
  survey: message(async () => {
    const [survey, view, { createFields }, style] = await Promise.all([
      import('./messages/survey.js'),
      import('./messages/survey-view.js'),
      import('./messages/survey-fields.js'),
      import('./messages/survey-style.js'),
    ])
    return { ...style, create: (context) => survey.create(context, view.create(context, createFields(context))) }
  }),
  content: message(async () => {
    const [kind, { rankContent }] = await Promise.all([
      import('./messages/content.js'),
      import('./messages/content-rank.js'),
    ])
    return { ...kind, create: (context) => kind.create(context, rankContent) }
  }),
  member: message(() => import('./messages/member.js')),
  'recent-search': message(() => import('./messages/recent-search.js')),
  popup: message(async () => {
    const [view, style] = await Promise.all([import('./messages/popup.js'), import('./messages/popup-style.js')])
    return { ...view, ...style }
  }),
}

/** What draws them, a file each. */
export const KINDS: Readonly<Record<string, () => Promise<Kind>>> = {
  grid: () => import('./kinds/grid.js'),
  list: () => import('./kinds/list.js'),
  bundle: async () => {
    const [view, style] = await Promise.all([import('./kinds/bundle.js'), import('./kinds/bundle-style.js')])
    return { ...view, ...style }
  },
  threshold: () => import('./kinds/threshold.js'),
  recent: () => import('./kinds/recent.js'),
  card: () => import('./kinds/card.js'),
  choice: () => import('./kinds/choice.js'),
  images: () => import('./kinds/images.js'),
}

/** A file each. English has no words of a row, which are there already. */
const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly default: MoreLabels }>>> = {
  en: () => import('./labels/en.js'),
  de: () => import('./labels/de.js'),
  fr: () => import('./labels/fr.js'),
  es: () => import('./labels/es.js'),
  it: () => import('./labels/it.js'),
  pt: () => import('./labels/pt.js'),
  zh: () => import('./labels/zh.js'),
  ja: () => import('./labels/ja.js'),
  ar: () => import('./labels/ar.js'),
}

/** The labels of a language (BCP 47) that differ from those of a row in English. Where there are none, the rest of the English ones. */
export async function loadLabels(locale = ''): Promise<Partial<AllLabels>> {
  const load = LANGUAGES[locale.toLowerCase().split('-')[0] as string] ?? LANGUAGES['en']
  return (await load!()).default
}

/** Attributes of an element that carries `data-endcap-widget`, each as `data-endcap-…`. */
const ATTRIBUTE = /^data-endcap-(?!widget$|item$|slot$|state$)/
const mounted = new WeakSet<Element>()

/**
 * Puts the element that `data-endcap-widget` names into each element that carries it, once. Its other `data-endcap-…` become
 * attributes. A name that is none is told by `endcap:error`.
 */
export function mountData(): void {
  for (const host of document.querySelectorAll<HTMLElement>('[data-endcap-widget]')) {
    if (mounted.has(host)) continue
    mounted.add(host)
    const widget = host.dataset['endcapWidget'] as string
    if (widget !== 'row' && !Object.hasOwn(PRESETS, widget)) {
      report('value-invalid', `data-endcap-widget: ${widget} is none of row,${Object.keys(PRESETS)}`)
      continue
    }
    const element = document.createElement(`endcap-${widget}`)
    for (const { name, value } of host.attributes) {
      if (ATTRIBUTE.test(name)) element.setAttribute(name.slice('data-endcap-'.length), value)
    }
    host.append(element)
  }
}
