import type { ClientOptions } from '@endcap/client'
import { type Consent, PAGE_KINDS, type PageKind } from '@endcap/core'
import type { Labels } from './labels.js'
import { report } from './report.js'

/** What the attributes of the script tag say. */
export type ScriptOptions = ClientOptions & { readonly labels?: Partial<Labels> }

/**
 * Reads the script tag's `data-*`: `key`, `collector`, `config`, `catalog`, `model`, `consent` (`granted`, `denied`; `auto`:
 * unknown until someone answers), `page`, `labels` (JSON). A value that is not allowed is told by `endcap:error` and left out.
 */
export function readScript(data: Readonly<Record<string, string | undefined>>): ScriptOptions {
  const { key = '', collector, config, catalog, model } = data
  const consent = oneOf<Consent | 'auto'>('consent', data['consent'], ['granted', 'denied', 'auto'])
  const page = oneOf<PageKind>('page', data['page'], PAGE_KINDS)
  const labels = parseLabels(data['labels'])
  return {
    key,
    ...(collector && { collector }),
    ...(config && { config }),
    ...(catalog && { catalogue: catalog }),
    ...(model && { model }),
    ...(consent && consent !== 'auto' && { consent: { analytics: consent, personalization: consent } }),
    ...(page && { page }),
    ...(labels && { labels }),
  }
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  const found = allowed.find((entry) => entry === value)
  if (value && !found) report('value-invalid', `data-${name}: ${value} is none of ${allowed.join(', ')}`)
  return found
}

function parseLabels(text: string | undefined): Partial<Labels> | undefined {
  try {
    return text ? JSON.parse(text) : undefined
  } catch (cause) {
    report('json-malformed', 'data-labels', cause)
    return undefined
  }
}
