/**
 * What is measured: where each SDK's bundle begins, which packages it is made of, what its collector answers, and how the events
 * of a body are counted. `settings` answers what it fetches at the start.
 */
import { gunzipSync } from 'node:zlib'

const SPEC_NAME = 'Product Added'

/** @type {{ id: string, label: string, packages: string[], settings?: object, answer: (body: object) => unknown, status?: number, ids: (body: any) => (string | undefined)[] }[]} */
export const SDKS = [
  {
    id: 'endcap',
    label: 'Endcap',
    packages: [],
    status: 202,
    answer: ({ events }) => ({ accepted: events.length, duplicates: 0, rejected: [], time: Date.now() }),
    ids: ({ events }) => events.filter(({ type }) => type === 'add_to_cart').map(({ id }) => id),
  },
  {
    id: 'snowplow',
    label: 'Snowplow, e-commerce and element tracking',
    packages: [
      '@snowplow/browser-tracker',
      '@snowplow/browser-plugin-snowplow-ecommerce',
      '@snowplow/browser-plugin-element-tracking',
    ],
    answer: () => 'ok',
    ids: ({ data }) => data.filter(isCartAction).map(({ eid }) => eid),
  },
  {
    id: 'segment',
    label: 'Segment',
    packages: ['@segment/analytics-next'],
    settings: { integrations: { 'Segment.io': { apiKey: 'bench-shop' } }, plan: { track: {} } },
    answer: () => ({ success: true }),
    ids: idOfSpec,
  },
  {
    id: 'rudderstack',
    label: 'RudderStack, bundled',
    packages: ['@rudderstack/analytics-js'],
    settings: {
      source: {
        id: 'bench',
        name: 'bench',
        writeKey: 'bench-shop',
        enabled: true,
        workspaceId: 'bench',
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        destinations: [],
      },
    },
    answer: () => 'OK',
    ids: idOfSpec,
  },
  { id: 'posthog', label: 'PostHog', packages: ['posthog-js'], answer: () => ({ status: 1 }), ids: idsOfPosthog },
  {
    id: 'posthog-slim',
    label: 'PostHog, module.slim',
    packages: ['posthog-js'],
    answer: () => ({ status: 1 }),
    ids: idsOfPosthog,
  },
  { id: 'jitsu', label: 'Jitsu', packages: ['@jitsu/js'], answer: () => ({ ok: true }), ids: idOfSpec },
  {
    id: 'plausible',
    label: 'Plausible',
    packages: ['@plausible-analytics/tracker'],
    status: 202,
    answer: () => 'ok',
    // Its events carry no id.
    ids: ({ n }) => (n === 'add_to_cart' ? [undefined] : []),
  },
]

/** Stands for "no SDK": what the rig itself costs. */
export const NONE = { id: 'none', label: 'no SDK', packages: [], answer: () => 'ok', ids: () => [] }

/** The JSON of a body as it was sent: plain, gzip (by the URL's word or the first bytes) or a form's `data`, in base64 or not. */
export function decodeBody(body, url) {
  const isGzip = /[?&](z=gzip|compression=gzip)/.test(url) || (body[0] === 0x1f && body[1] === 0x8b)
  const text = (isGzip ? gunzipSync(body) : body).toString()
  if (!text.startsWith('data=')) return JSON.parse(text)
  const data = new URLSearchParams(text).get('data')
  return JSON.parse(/^[[{]/.test(data) ? data : Buffer.from(data, 'base64').toString())
}

function isCartAction({ e, ue_px, ue_pr }) {
  const text = ue_pr ?? Buffer.from(ue_px ?? '', 'base64url').toString()
  return e === 'ue' && text.includes('snowplow_ecommerce_action')
}

function idOfSpec({ event, messageId }) {
  return event === SPEC_NAME ? [messageId] : []
}

function idsOfPosthog(body) {
  const events = Array.isArray(body) ? body : (body.batch ?? [body])
  return events.filter(({ event }) => event === 'add_to_cart').map(({ uuid }) => uuid)
}
