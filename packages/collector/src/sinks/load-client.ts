import { EndcapError } from '@endcap/core'

/**
 * Loads the client library of a sink: an optional peer dependency, so that nobody installs what he does not use.
 * Rejects with `option-missing` and the package to install when it is not there.
 */
export async function loadClient<T>(sink: string, packages: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new EndcapError('option-missing', `the sink ${sink} needs ${packages}: npm install ${packages}`, error)
  }
}
