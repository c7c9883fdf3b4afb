import { resolve } from 'node:path'
import type { CatalogueFolder, CatalogueProblem } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { CommandError } from '../io.js'

/** Problems that are named one by one. */
const NAMED = 20

/** `endcap catalog`: a large catalogue in shards, of which pages load what they show. */
export const catalog = defineCommand({
  name: 'catalog',
  summary: 'Cut a large catalogue into an index and files of cards, so that pages load what they show',
  usage: 'catalog --in FILE --out DIR [--max-age SECONDS] [--per-file N] [--skip-bad]',
  options: [
    {
      name: 'in',
      type: 'text',
      value: 'FILE',
      required: true,
      description: 'catalog.json, or a feed in the names of Google Merchant: .csv, .tsv or .txt, each also .gz',
    },
    {
      name: 'out',
      type: 'text',
      value: 'DIR',
      required: true,
      description: 'Folder to write; the tag is given the address of its index.json',
    },
    {
      name: 'max-age',
      type: 'number',
      range: [60, 31_536_000],
      description: 'Seconds for which prices and stock hold; pages ask for newer ones after that (left out: for ever)',
    },
    { name: 'per-file', type: 'number', range: [10, 2000], default: 100, description: 'Cards of a file' },
    { name: 'skip-bad', type: 'flag', description: 'Leave bad products out instead of stopping' },
  ],
  examples: [
    'endcap catalog --in catalog.json --out public/catalog',
    'endcap catalog --in feed.tsv.gz --out public/catalog --max-age 86400 --skip-bad',
  ],
  async run({ values, io, output }) {
    const { readCatalogueFile, writeCatalogueFolder } = await import('@endcap/insights')
    output.progress(`reading ${values.in}`)
    const { catalogue, problems } = await readCatalogueFile(resolve(io.cwd, values.in))
    for (const line of tell(problems)) output.note(line)
    if (problems.length > 0 && !values['skip-bad']) {
      const fix = 'mend them, or leave them out by --skip-bad'
      throw new CommandError(
        `${values.in}: ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}; nothing was written`,
        fix,
      )
    }
    const written = await writeCatalogueFolder(catalogue, {
      folder: resolve(io.cwd, values.out),
      cardsPerFile: values['per-file'],
      ...(values['max-age'] !== undefined && { maxAge: values['max-age'] }),
      onProgress: output.progress,
      now: io.now,
    })
    output.result({ ...written, problems }, describe(written))
    return 0
  },
})

function tell(problems: readonly CatalogueProblem[]): string[] {
  const lines = problems.slice(0, NAMED).map(({ place, code, detail }) => `${place}: ${code} ${detail ?? ''}`.trimEnd())
  return problems.length > NAMED ? [...lines, `${problems.length - NAMED} more`] : lines
}

function describe(written: CatalogueFolder): string[] {
  const number = (value: number) => value.toLocaleString('en')
  const { index, products, indexBytes, indexGzipBytes, files, cardBytes, removed } = written
  return [
    `${index}: ${number(products)} products, ${number(indexBytes)} bytes (${number(indexGzipBytes)} gzipped)`,
    `${number(files)} files of cards, ${number(cardBytes)} bytes, ${number(written.written)} of them new${removed ? `, ${number(removed)} old ones removed` : ''}`,
  ]
}
