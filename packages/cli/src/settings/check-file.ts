import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ErrorObject } from 'ajv'
import { packageDir } from '../server/find-parts.js'

/** Something that is wrong in the collector's file, and what is allowed there. `path` is a JSON pointer. */
export interface FileProblem {
  readonly path: string
  readonly detail: string
}

/** The published schema of the collector's file. */
export const readCollectorSchema = (): object =>
  JSON.parse(readFileSync(join(packageDir(), 'schema/collector.schema.json'), 'utf8'))

/** Everything in which a value differs from the schema of the collector's file. */
export function checkFile(value: unknown): FileProblem[] {
  const ajv = new Ajv({ allErrors: true, discriminator: true, strict: false, verbose: true })
  const validate = ajv.compile(readCollectorSchema())
  validate(value)
  const problems = new Map<string, Set<string>>()
  for (const error of validate.errors ?? []) {
    const told = tell(error)
    if (told) problems.set(told.path, (problems.get(told.path) ?? new Set()).add(told.detail))
  }
  return [...problems].map(([path, details]) => ({ path: path || '/', detail: [...details].join(', or ') }))
}

/** Nothing for the sum of alternatives: each of them says what it misses. */
function tell({ keyword, params, message, instancePath, schema, parentSchema }: ErrorObject): FileProblem | undefined {
  const at = (detail: string) => ({ path: instancePath, detail })
  switch (keyword) {
    case 'anyOf':
    case 'oneOf':
      return undefined
    case 'additionalProperties': {
      const known = Object.keys((parentSchema as { properties?: object }).properties ?? {})
      return {
        path: `${instancePath}/${params.additionalProperty}`,
        detail: `not known; known are ${known.join(', ')}`,
      }
    }
    case 'required':
      return { path: `${instancePath}/${params.missingProperty}`, detail: 'is required' }
    case 'enum':
      return at(`expected one of ${(schema as unknown[]).join(', ')}`)
    case 'const':
      return at(`expected ${JSON.stringify(schema)}`)
    case 'type':
      return at(`expected ${[schema].flat().join(' or ')}`)
    case 'minimum':
      return at(`expected ${schema} or more`)
    case 'maximum':
      return at(`expected ${schema} or less`)
    case 'pattern':
      return at(`expected ${(parentSchema as { description?: string }).description ?? schema}`)
    case 'discriminator':
      return { path: `${instancePath}/${params.tag}`, detail: `expected one of ${typesOf(parentSchema).join(', ')}` }
    default:
      return at(message ?? keyword)
  }
}

function typesOf(schema: unknown): string[] {
  const { oneOf = [] } = schema as { oneOf?: readonly { properties: { type: { const: string } } }[] }
  return oneOf.map(({ properties }) => properties.type.const)
}
