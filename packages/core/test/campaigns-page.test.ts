import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CAMPAIGN_TYPES, parseConfig } from '../src/index.js'

const page = readFileSync(new URL('../../../docs/campaigns.md', import.meta.url), 'utf8')
const recipes = [...page.matchAll(/^### (.+)$[\s\S]*?```json\n([\s\S]*?)```/gm)].map(
  ([, name, json]) => [name as string, JSON.parse(json as string) as unknown] as const,
)

describe('docs/campaigns.md', () => {
  it('has a recipe under each heading, and no other JSON', () => {
    expect(recipes.length).toBe(page.match(/^### /gm)?.length)
    expect(recipes.length).toBe(page.match(/```json/g)?.length)
    expect(recipes.length).toBeGreaterThan(8)
  })

  it.each(recipes)('%s: a config without problems, each placement of its campaign', (_, json) => {
    const { config, problems } = parseConfig(json)
    expect(problems).toEqual([])
    for (const { campaign } of config.placements) expect(config.campaigns?.map(({ id }) => id)).toContain(campaign)
  })

  it('shows most types of campaign', () => {
    const types = new Set(recipes.flatMap(([, json]) => parseConfig(json).config.campaigns?.map(({ type }) => type)))
    expect(CAMPAIGN_TYPES.filter((type) => !types.has(type)).length).toBeLessThanOrEqual(1)
  })
})
