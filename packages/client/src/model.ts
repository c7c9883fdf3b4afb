/** What a page without a model does not load. */
import type { Model } from '@endcap/core'
import { decodeModel } from '@endcap/ranker'
import { gunzip } from './gunzip.js'

/** Decodes a model file, gzipped or not. Rejects with `model-damaged`. */
export const readModel = async (bytes: ArrayBuffer): Promise<Model> => decodeModel(await gunzip(bytes))
