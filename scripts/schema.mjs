/**
 * Writes the JSON Schemas of the files that people write, from their types: `Config` of pages, and `CollectorFile` of
 * `endcap collect`. Doc comments become descriptions, and tags such as `@minimum` and `@pattern` become keywords.
 * `--check` compares instead and fails when a file is old.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createGenerator } from 'ts-json-schema-generator'
import { fail, ROOT } from './workspace.mjs'

const SCHEMAS = [
  {
    package: 'packages/core',
    source: 'src/config.ts',
    type: 'Config',
    target: 'schema/config.schema.json',
    id: 'urn:endcap:config:1',
    title: 'Endcap configuration',
  },
  {
    package: 'packages/cli',
    source: 'src/settings/collector-file.ts',
    type: 'CollectorFile',
    target: 'schema/collector.schema.json',
    id: 'urn:endcap:collector:1',
    title: 'Endcap collector',
    options: { discriminatorType: 'open-api' },
  },
]

function generate({ package: folder, source, type, id, title, options }) {
  const { $schema, $ref, definitions } = createGenerator({
    path: join(ROOT, folder, source),
    tsconfig: join(ROOT, folder, 'tsconfig.json'),
    type,
    jsDoc: 'extended',
    additionalProperties: false,
    // The types are checked by `npm run types`, with the TypeScript that this workspace uses.
    skipTypeCheck: true,
    sortProps: false,
    ...options,
  }).createSchema(type)
  return `${JSON.stringify({ $schema, $id: id, title, $ref, definitions }, null, 2)}\n`
}

for (const spec of SCHEMAS) {
  const [source, name] = [join(spec.package, spec.source), join(spec.package, spec.target)]
  if (!existsSync(join(ROOT, source))) fail(`schema: no ${source}`, `export the type ${spec.type} from it`)
  const schema = generate(spec)
  const target = join(ROOT, name)
  if (process.argv.includes('--check')) {
    const current = existsSync(target) ? readFileSync(target, 'utf8') : ''
    if (current !== schema) fail(`schema: ${name} is not what \`${spec.type}\` says`, 'npm run schema')
  } else {
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, schema)
  }
}
process.stdout.write(process.argv.includes('--check') ? 'schema: up to date\n' : 'schema: written\n')
