/**
 * Packs every published package as npm would and checks the tarball as its users will see it: `publint --strict` on the
 * manifest and files, "are the types wrong" on the declarations, for users of ESM. Needs a build.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { problemAffectsResolutionKind, problemKindInfo } from '@arethetypeswrong/core/problems'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { fail, listPackages, run } from './workspace.mjs'

const ESM = ['node16-esm', 'bundler']

const published = listPackages().filter(({ manifest }) => !manifest.private)
const folder = mkdtempSync(join(tmpdir(), 'endcap-pack-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const pack = ['pack', ...published.map(({ dir }) => dir), '--pack-destination', folder, '--silent']
const packed = await run('npm', pack, { capture: true })
if (packed.code !== 0) fail(`npm pack failed\n${packed.output}`, 'npm run build')

/** The problems of one package, a line each; none when it is clean. */
async function check({ manifest: { name, version } }) {
  const bytes = readFileSync(join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`))
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const { messages, pkg } = await publint({ strict: true, pack: { tarball } })
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)), {
    // A style sheet has no types; publint looks whether it is there.
    excludeEntrypoints: [/\.css$/],
  })
  const wrong = analysis.types
    ? analysis.problems.filter((problem) => ESM.some((kind) => problemAffectsResolutionKind(problem, kind, analysis)))
    : [{ kind: 'NoTypes' }]
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
    ...wrong.map(
      ({ kind, entrypoint = '' }) => `types: ${problemKindInfo[kind]?.title ?? 'no types found'} ${entrypoint}`,
    ),
  ]
}

const problems = []
for (const pkg of published) {
  for (const problem of await check(pkg)) problems.push(`${pkg.manifest.name}: ${problem}`)
}
if (problems.length) {
  fail(problems.join('\n'), 'put `exports`, `types` and `files` of its package.json right, then npm run build')
}
process.stdout.write(`exports: ${published.length} packages clean\n`)
