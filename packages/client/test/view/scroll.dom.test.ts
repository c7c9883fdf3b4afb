import { afterEach, describe, expect, it, vi } from 'vitest'
import { trackEnds, turnPage } from '../../src/view/index.js'

afterEach(() => {
  vi.restoreAllMocks()
  document.body.replaceChildren()
})

describe('trackEnds', () => {
  it.each([
    ['at rest, left to right', 0, { atStart: true, atEnd: false }],
    ['in the middle', 300, { atStart: false, atEnd: false }],
    ['at the end', 600, { atStart: false, atEnd: true }],
    ['at the end, rounded by zoom', 598.7, { atStart: false, atEnd: true }],
    ['in the middle, right to left', -300, { atStart: false, atEnd: false }],
    ['at the end, right to left', -600, { atStart: false, atEnd: true }],
  ])('knows where the track stands: %s', (_, scrollLeft, ends) => {
    expect(trackEnds({ scrollLeft, clientWidth: 400, scrollWidth: 1000 })).toEqual(ends)
  })

  it('touches both ends when everything fits', () => {
    expect(trackEnds({ scrollLeft: 0, clientWidth: 400, scrollWidth: 400 })).toEqual({ atStart: true, atEnd: true })
  })
})

interface Box {
  readonly width: number
  readonly cards: number
  readonly step: number
  readonly gap: number
  readonly rtl?: boolean
}

/** A track of cards of equal width. From right to left each stands left of the one before. */
function makeTrack({ width, cards, step, gap, rtl = false }: Box) {
  const track = document.createElement('ul')
  if (rtl) track.style.direction = 'rtl'
  document.body.append(track)
  for (let i = 0; i < cards; i++) {
    const card = document.createElement('li')
    Object.defineProperties(card, {
      offsetLeft: { value: Math.round(rtl ? -i * step : i * step) },
      offsetWidth: { value: step - gap },
    })
    track.append(card)
  }
  Object.defineProperty(track, 'clientWidth', { value: width })
  const scrollBy = vi.fn()
  track.scrollBy = scrollBy
  return { track, left: () => scrollBy.mock.calls[0]?.[0].left }
}

describe('turnPage', () => {
  const five = { width: 1200, cards: 9, step: 243, gap: 16 }
  it.each([
    ['five whole cards on', five, 1, 5 * 243],
    ['five whole cards back', five, -1, -5 * 243],
    ['onwards to the left, right to left', { ...five, rtl: true }, 1, -5 * 243],
    ['two of 2.3 cards', { width: 358, cards: 9, step: 162, gap: 16 }, 1, 324],
    ['one card, though it is wider than the track', { width: 100, cards: 9, step: 200, gap: 16 }, 1, 200],
    ['a single card on', { width: 100, cards: 1, step: 200, gap: 0 }, 1, 200],
    ['a single card on, right to left', { width: 100, cards: 1, step: 200, gap: 0, rtl: true }, 1, -200],
  ] as const)('goes %s', (_, box, direction, expected) => {
    const { track, left } = makeTrack(box)
    turnPage(track, direction)
    expect(left()).toBe(expected)
  })
})
