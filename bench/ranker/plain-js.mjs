/**
 * The peer: the same question on the same model, as a script without this package would do it: the model as JSON, scores in a
 * `Map` by id, all of them sorted. Neighbours and step weights as `related` has them; no tastes, groups, cart, stock changes or reasons.
 */

const STEPS = [1, 0.5, 0.25]
const HOUR_MS = 36e5

/** The model as JSON: neighbours with their weights, by item. */
export function modelAsJson({ header, ids, tables: { view } }) {
  const near = {}
  ids.forEach((id, item) => {
    const row = []
    for (let pair = view.offsets[item]; pair < view.offsets[item + 1]; pair++) {
      row.push([ids[view.items[pair]], Number(view.weights[pair].toPrecision(4))])
    }
    near[id] = row
  })
  return JSON.stringify({ steps: header.scoring.steps, near })
}

export function createPlain(text, products) {
  const { steps = STEPS, near } = JSON.parse(text)
  const buyable = new Set(products.filter(({ availability }) => availability !== 'out_of_stock').map(({ id }) => id))

  function scored(recent, now) {
    const scores = new Map()
    recent.slice(0, steps.length).forEach(({ id, ts }, step) => {
      const weight = steps[step] * 0.5 ** ((now - ts) / HOUR_MS)
      for (const [other, likeness] of near[id] ?? []) scores.set(other, (scores.get(other) ?? 0) + weight * likeness)
    })
    return scores
  }

  return {
    /** Newest first. */
    fold: (recent, { ts, items }) =>
      [{ id: items[0].item_id, ts }, ...recent.filter(({ id }) => id !== items[0].item_id)].slice(0, 50),
    recommend(recent, now, count) {
      const current = recent[0]?.id
      return [...scored(recent, now)]
        .filter(([id]) => id !== current && buyable.has(id))
        .sort(([, a], [, b]) => b - a)
        .slice(0, count)
        .map(([id, score]) => ({ id, score }))
    },
    reorder(ids, recent, now) {
      const scores = scored(recent, now)
      return [...ids].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0))
    },
  }
}
