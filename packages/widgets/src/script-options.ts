import type { ClientOptions } from '@endcap/client'
import { type Consent, PAGE_KINDS, type PageKind } from '@endcap/core'
import { type AllLabels, parseLabels } from './labels.js'
import { report } from './report.js'

/** What the attributes of the script tag say. */
export type ScriptOptions = ClientOptions & {
  readonly labels?: Partial<AllLabels>
  readonly freeShipping?: number
  readonly theme: boolean
}

/**
 * Reads the script tag's `data-*`: `key`, `collector`, `config`, `catalog`, `model`, `weights`, `consent` (`granted`, `denied`; `auto`:
 * unknown until someone answers), `page`, `ga4` (`off`, `mirror`), `detect` (`on`, `off`), `labels` (JSON), `theme` (`on`, `off`), `free-shipping`
 * (an amount). An empty value is none; one that is not allowed is told by
 * `endcap:error` and left out.
 */
export function readScript(data: Readonly<Record<string, string | undefined>>): ScriptOptions {
  const {
    key = '',
    collector,
    config,
    catalog,
    model,
    weights,
    consent,
    page,
    ga4,
    detect,
    labels,
    theme,
    freeShipping,
  } = data
  const answer = oneOf<Consent | 'auto'>('consent', consent, ['granted', 'denied', 'auto'])
  return {
    key,
    collector: collector || undefined,
    config: config || undefined,
    catalogue: catalog || undefined,
    model: model || undefined,
    weights: weights || undefined,
    consent: answer && answer !== 'auto' ? { analytics: answer, personalization: answer } : undefined,
    page: oneOf<PageKind>('page', page, PAGE_KINDS),
    ga4: oneOf('ga4', ga4, ['off', 'mirror']),
    detect: oneOf('detect', detect, ['on', 'off']) !== 'off',
    labels: parseLabels(labels, 'data-labels'),
    theme: oneOf('theme', theme, ['on', 'off']) !== 'off',
    ...(freeShipping && { freeShipping: Number(freeShipping) }),
  }
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  const found = allowed.find((entry) => entry === value)
  if (value && !found) report('value-invalid', `data-${name}: ${value} is none of ${allowed}`)
  return found
}
