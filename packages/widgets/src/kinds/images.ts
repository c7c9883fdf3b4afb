import type { Parts } from './kind.js'
import { srcset } from './srcset.js'

/** No rules of its own. */
export const SHEET = ''

/** What the columns of rows and grids make of the window's width. */
const SIZES = '(min-width: 60rem) 20vw, (min-width: 36rem) 30vw, 45vw'

/** Images as wide as the screen asks for, where the catalogue's come from a service that resizes. */
export const create = (): Parts => ({
  image({ image }) {
    const set = srcset(image as string)
    return { ...(set && { srcSet: set, sizes: SIZES }) }
  },
})
