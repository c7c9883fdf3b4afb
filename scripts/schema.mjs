/**
 * Writes `packages/core/schema/config.schema.json` from the type `Config`; doc comments become descriptions, and tags such
 * as `@minimum` and `@pattern` become keywords. `--check` compares instead and fails when the file is old.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createGenerator } from 'ts-json-schema-generator'
import { fail, ROOT } from './workspace.mjs'

const SOURCE = join(ROOT, 'packages/core/src/config.ts')
const TARGET = join(ROOT, 'packages/core/schema/config.schema.json')

function generate() {
  const { $schema, $ref, definitions } = createGenerator({
    path: SOURCE,
    tsconfig: join(ROOT, 'packages/core/tsconfig.json'),
    type: 'Config',
    jsDoc: 'extended',
    additionalProperties: false,
    // The types are checked by `npm run types`, with the TypeScript that this workspace uses.
    skipTypeCheck: true,
    sortProps: false,
  }).createSchema('Config')
  const schema = {
    $schema,
    $id: 'urn:endcap:config:1',
    title: 'Endcap configuration',
    $ref,
    definitions,
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}

if (!existsSync(SOURCE)) fail('schema: no packages/core/src/config.ts', 'export the type Config from it')
const schema = generate()
if (process.argv.includes('--check')) {
  const current = existsSync(TARGET) ? readFileSync(TARGET, 'utf8') : ''
  if (current !== schema)
    fail('schema: packages/core/schema/config.schema.json is not what `Config` says', 'npm run schema')
  process.stdout.write('schema: up to date\n')
} else {
  mkdirSync(dirname(TARGET), { recursive: true })
  writeFileSync(TARGET, schema)
  process.stdout.write('schema: written\n')
}
