import type { Catalogue, Config, Product, ProductFilter, Rules } from '@endcap/core'
import { type Check, ok, warn } from './check.js'

/** Names that a filter can have wrong, with what products say there. */
const NAMES = {
  ids: ({ id }) => [id],
  groups: ({ id, groupId }) => [groupId || id],
  categories: ({ categories = [] }) => categories,
  brands: ({ brand = '' }) => [brand],
  tags: ({ tags = [] }) => tags,
} as const satisfies Partial<Record<keyof ProductFilter, (product: Product) => readonly string[]>>

/**
 * Checks that what rules name is in the catalogue: a pin that is not there leaves its place to others, and a filter with a wrong name hides
 * nothing. Undefined for a config without rules.
 */
export function checkRules(config: Config, { products }: Catalogue): Check | undefined {
  const all: [path: string, rules: Rules][] = []
  const collect = (path: string, rules: Rules | undefined) => rules && all.push([path, rules])
  collect('/rules', config.rules)
  config.placements.forEach(({ rules }, i) => {
    collect(`/placements/${i}/rules`, rules)
  })
  config.experiments?.forEach(({ variants }, i) => {
    variants.forEach(({ set }, arm) => {
      collect(`/experiments/${i}/variants/${arm}/set/rules`, set?.rules)
    })
  })
  if (all.length === 0) return undefined
  const known = Object.fromEntries(
    Object.entries(NAMES).map(([field, namesOf]) => {
      const isExact = field === 'ids' || field === 'groups'
      const names = products.flatMap((product) => [...namesOf(product)])
      return [field, new Set(isExact ? names : names.map((name) => name.toLowerCase()))]
    }),
  ) as Record<keyof typeof NAMES, Set<string>>
  const unknown: string[] = []
  const look = (path: string, field: keyof typeof NAMES, names: readonly string[] = []) => {
    names.forEach((name, i) => {
      const isExact = field === 'ids' || field === 'groups'
      if (!known[field].has(isExact ? name : name.toLowerCase())) unknown.push(`${path}/${i} (${name})`)
    })
  }
  for (const [path, { pin, exclude, bury, boost, include }] of all) {
    look(`${path}/pin`, 'ids', pin)
    for (const [rule, filters = []] of Object.entries({ exclude, bury, boost, include })) {
      filters.forEach((filter, i) => {
        for (const field of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
          look(`${path}/${rule}/${i}/${field}`, field, filter[field])
        }
      })
    }
  }
  const [first] = unknown
  if (!first) return ok('rules', 'all that the rules name is in the catalogue')
  const more = unknown.length > 1 ? `, and ${unknown.length - 1} more` : ''
  return warn(
    'rules',
    `not in the catalogue: ${first}${more}`,
    'name what catalog.json has, or take it out of config.json; nothing takes the place of a pin that is not there',
  )
}
