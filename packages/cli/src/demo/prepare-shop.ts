import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CommandError } from '../io.js'
import { findExample } from '../server/find-parts.js'

/** What the example's `build.mjs` exports. */
interface ShopBuilder {
  buildShop(options: { readonly outDir: string }): Promise<{ readonly outDir: string; readonly upToDate: boolean }>
}

/** The demo shop as files. */
export interface PreparedShop {
  readonly siteDir: string
  readonly configFile: string
  /** The shop's real orders, CSV. */
  readonly ordersFile: string
}

/** Builds the demo shop into the data folder, unless it is there already. Throws when this installation has no example. */
export async function prepareShop(dataDir: string): Promise<PreparedShop> {
  const example = findExample()
  if (!example) {
    throw new CommandError(
      'the demo shop is not part of this installation',
      'run `npm start` in a clone of the repository',
    )
  }
  const { buildShop } = (await import(pathToFileURL(join(example, 'build.mjs')).href)) as ShopBuilder
  const siteDir = join(dataDir, 'shop')
  await buildShop({ outDir: siteDir })
  return { siteDir, configFile: join(siteDir, 'config.json'), ordersFile: join(example, 'data', 'orders.csv.gz') }
}
