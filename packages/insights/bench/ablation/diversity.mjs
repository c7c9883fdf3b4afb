import {
  asModel,
  countRows,
  createListMetrics,
  createRanker,
  createRefine,
  createTraitIndex,
  EMPTY_PROFILE,
  fit,
  forEachQuestion,
  K,
  say,
} from './lab.mjs'

const STRENGTHS = [0, 0.1, 0.2, 0.4, 0.8]
const MOST_QUESTIONS = 2000
const NOW = 1.7e12

/**
 * The list that a page shows at each strength: the ranker and its refinement, `related`, as the widgets ask them. Attributes stand
 * for the path of categories where the catalogue has none.
 */
export function measureDiversity(set, table) {
  const { train, test, traits, protocol, mode } = set
  const model = asModel(fit(set, { table }))
  const products = train.ids.map((id) => {
    const { title = id, categories, attributes = [], brand, price = 0 } = traits.get(id) ?? {}
    return { id, title, url: '', currency: '', price, ...(brand && { brand }), categories: categories ?? attributes }
  })
  const refined = createRefine(createRanker({ model, products }), { model, products })
  const places = new Map(train.ids.map((id, place) => [id, place]))
  const questions = []
  forEachQuestion(train, test, { protocol, mode, ks: [K] }, (question, target) => questions.push({ question, target }))
  const step = Math.max(1, questions.length / MOST_QUESTIONS)
  const asked = Array.from({ length: Math.floor(questions.length / step) }, (_, n) => questions[Math.floor(n * step)])
  const rows = STRENGTHS.map((diversity) => {
    say(`  ${set.name}: diversity ${diversity}`)
    const lists = createListMetrics(K, countRows(train), createTraitIndex(train.ids, traits))
    let [hits, gain] = [0, 0]
    for (const { question, target } of asked) {
      const met = question.newestFirst.filter((item) => item >= 0).map((item) => train.ids[item])
      const recent = [...new Set(met)].map((id) => ({ id, ts: NOW, kind: 'view', count: 1 }))
      const answer = refined.recommend({
        strategy: 'related',
        profile: { ...EMPTY_PROFILE, recent },
        context: met[0] === undefined ? {} : { productId: met[0] },
        count: K,
        now: NOW,
        exclude: new Set(question.without.filter((item) => item >= 0).map((item) => train.ids[item])),
        placement: { id: 'row', diversity, rotate: false },
      })
      const list = answer.map(({ id }) => places.get(id))
      const rank = list.indexOf(target) + 1
      if (rank > 0) {
        hits++
        gain += 1 / Math.log2(rank + 1)
      }
      lists.add(list, question.newestFirst, target, rank > 0)
    }
    const { intra_list_diversity, coverage } = lists.finish()
    return {
      diversity,
      hr: hits / asked.length,
      ndcg: gain / asked.length,
      intraListDiversity: intra_list_diversity,
      coverage,
    }
  })
  return { set: set.name, predictions: asked.length, rows }
}
