import { createRandom } from '../../random.js'
import type { Answer, Predict } from '../predict.js'
import { createPickTop } from '../top.js'
import { holdersOf } from './labels.js'

/** Any `count` of the candidates, as good as any others. Asked in the same order, the same answers. */
export function createRandomRival(candidates: readonly number[], seed: number): Predict {
  const random = createRandom(seed)
  const order = [...candidates]
  return ({ without, count }) => {
    const barred = new Set(without)
    const items: number[] = []
    for (let place = 0; place < order.length && items.length < count; place++) {
      const other = place + Math.floor(random() * (order.length - place))
      const item = order[other]!
      order[other] = order[place]!
      order[place] = item
      if (!barred.has(item)) items.push(item)
    }
    return { items }
  }
}

/**
 * What shares the most labels with the item on view: shared / all labels of the two (Jaccard), equal ones by train count. An item without
 * labels, or none on view, has no answer.
 */
export function createCategoryRival(labels: readonly (readonly string[])[], counts: ArrayLike<number>): Predict {
  const holders = holdersOf(labels)
  const pickTop = createPickTop(counts)
  const scores = new Float64Array(counts.length)
  return (question) => {
    const own = labels[question.newestFirst[0] ?? -1] ?? []
    const touched: number[] = []
    for (const label of own) {
      for (const item of holders.get(label)!) {
        if (scores[item]!++ === 0) touched.push(item)
      }
    }
    for (const item of touched) scores[item]! /= own.length + labels[item]!.length - scores[item]!
    const answer = pickTop(scores, touched, touched.length, question)
    for (const item of touched) scores[item] = 0
    return answer
  }
}

/** The same method where only some items may be answered. */
export function amongOnly(predict: Predict, isCandidate: ArrayLike<number>): Predict {
  return (question) => {
    const { items, scores } = predict({ ...question, count: isCandidate.length })
    const places = Array.from(items, (_, place) => place).filter((place) => isCandidate[items[place]!])
    const cut = scores?.[places[question.count - 1] ?? -1]
    const kept = places.filter(
      (place, rank) => rank < question.count || (question.isTieWanted && scores?.[place] === cut),
    )
    const answer: Answer = { items: kept.map((place) => items[place]!) }
    return scores ? { ...answer, scores: kept.map((place) => scores[place]!) } : answer
  }
}
