import { LABELS, type Labels } from '@endcap/client/view'
import { useContext } from 'react'
import { Context } from './context.js'

/** The words of the provider. */
export const useLabels = (): Labels => ({ ...LABELS, ...useContext(Context).labels })
