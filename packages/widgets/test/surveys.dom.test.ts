import type { SlotSnapshot } from '@endcap/client'
import { type ContentEntry, EMPTY_PROFILE, type PastSearch, type Placement, resolvePlacement } from '@endcap/core'
import { installObservers, intersect } from '@endcap/testkit/suites/observers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineElements } from '../src/define.js'
import { templateOf } from '../src/messages/recent-search.js'
import { mountPlacements } from '../src/placement/mount-placements.js'
import { createFakeClient, type FakeSlot } from './fake-client.js'

const WAIT = { timeout: 10_000 }
const prefer = vi.fn()
const forget = vi.fn()
let searches: PastSearch[] = []
let content: unknown
const client = Object.assign(createFakeClient(), {
  prefer,
  forget,
  profile: () => ({ ...EMPTY_PROFILE, searches }),
  catalogue: () => ({ v: 1 as const, products: [], content: content as ContentEntry[] }),
  context: () => ({}),
  product: () => undefined,
})
const errors: string[] = []
document.addEventListener('endcap:error', (event) => errors.push((event as CustomEvent).detail.message))

beforeAll(async () => {
  installObservers()
  defineElements(client)
  document.body.innerHTML = '<endcap-grid></endcap-grid>'
  mountPlacements(client)
  await vi.waitFor(() => expect(customElements.get('endcap-survey')).toBeDefined(), WAIT)
})
beforeEach(() => {
  document.body.replaceChildren()
  client.setMember({})
  searches = []
  content = undefined
})
afterEach(() => {
  vi.clearAllMocks()
  vi.useRealTimers()
  client.given.length = 0
  errors.length = 0
})

/** Adds an element, waits for its chunks, and answers it with this placement. */
async function add(
  widget: 'survey' | 'content' | 'member' | 'recent-search',
  placement: Partial<Placement> = {},
  attributes: Record<string, string> = { placement: 'it' },
) {
  client.slots.clear()
  const element = document.createElement(`endcap-${widget}`)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  document.body.append(element)
  await vi.waitFor(() => expect(client.slots.size).toBeGreaterThan(0), WAIT)
  const slot = [...client.slots.values()].pop() as FakeSlot
  const design = resolvePlacement({ id: 'it', selector: '#x', widget, ...placement })
  const answer: Partial<SlotSnapshot> = { state: 'ready', requestId: 'r1', design, heading: design.heading }
  slot.set(answer)
  const find = (selector: string) => element.querySelector<HTMLElement>(selector) as HTMLElement
  const all = (selector: string) => [...element.querySelectorAll<HTMLElement>(selector)]
  const texts = (selector: string) => all(selector).map((node) => node.textContent)
  const told = (type: string) => slot.calls.filter(([method]) => method === type).map(([, fields]) => fields)
  await vi.waitFor(() => expect(find('section').dataset['endcapState']).not.toBe('loading'), WAIT)
  return { element, slot, find, all, texts, told }
}

describe('<endcap-survey>', () => {
  const choices = [
    { id: 'a', text: 'Tea', likes: [{ categories: ['Tea'] }] },
    { id: 'b', text: 'Coffee' },
  ]
  const QUESTIONS = [
    { id: 'nps', type: 'nps', text: 'Recommend?', required: true },
    { id: 'why', type: 'text', text: 'Why?' },
    { id: 'drink', type: 'choice', text: 'Which?', choices },
  ] as const
  const survey = (more: object = {}) => ({ survey: { questions: QUESTIONS, ...more } })
  const start = async (more?: object) => {
    const added = await add('survey', survey(more))
    const { find, all } = added
    return {
      ...added,
      choose(at: number) {
        const input = all('input')[at] as HTMLInputElement
        input.checked = true
        input.dispatchEvent(new Event('change', { bubbles: true }))
      },
      write(text: string) {
        const field = find('textarea') as HTMLTextAreaElement
        field.value = text
        field.dispatchEvent(new Event('input', { bubbles: true }))
      },
      go: () => find('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })),
    }
  }

  it('asks one question at a time in a group that is named by it, and says which it is', async () => {
    const { find, all } = await start()
    expect(find('section').getAttribute('aria-labelledby')).toBe(find('legend').id)
    expect(find('legend').textContent).toBe('Recommend?')
    expect(all('[type=radio]').length).toBe(11)
    expect(new Set(all('[type=radio]').map((input) => input.getAttribute('name'))).size).toBe(1)
    expect(find('.endcap-steps').textContent).toBe('Question 1 of 3')
    expect(find('label:last-of-type').textContent).toBe('10 Extremely likely')
  })

  it('tells each answer when the shopper goes on, and again only when it changed', async () => {
    const { choose, go, find, told, write } = await start()
    choose(9)
    expect(told('survey_response')).toEqual([])
    go()
    const nps = (score: number) => ({ survey: { survey: 'it', question: 'nps', type: 'nps', score } })
    expect(told('survey_response')).toEqual([nps(9)])
    expect(document.activeElement).toBe(find('legend'))
    find('.endcap-back').click()
    expect((find('input:checked') as HTMLInputElement).value).toBe('9')
    go()
    find('.endcap-back').click()
    choose(0)
    go()
    expect(told('survey_response')).toEqual([nps(9), nps(0)])
    write('ask me@shop.example, or 4111 1111 1111 1111')
    go()
    await vi.waitFor(() => expect(told('survey_response').length).toBe(3), WAIT)
    expect(told('survey_response')[2]).toEqual({
      survey: { survey: 'it', question: 'why', type: 'text', answers: ['ask [email] or [card]'] },
    })
  })

  it('marks the end with the last answer, though that is left out, and tells what the choices say of taste', async () => {
    const first = await start()
    first.choose(3)
    for (let i = 0; i < 3; i++) first.go()
    expect(first.told('survey_response').at(-1)).toEqual({
      survey: { survey: 'it', question: 'drink', type: 'choice' },
      data: { done: true },
    })
    expect(prefer).not.toHaveBeenCalled()
    expect(first.find('.endcap-ask').textContent).toBe('Thank you for your answer')
    const second = await start({ products: true, thanks: 'Ta' })
    second.choose(3)
    second.go()
    second.go()
    second.choose(0)
    second.go()
    expect(second.told('survey_response').at(-1)).toMatchObject({ survey: { answers: ['a'] }, data: { done: true } })
    expect(prefer).toHaveBeenCalledWith([{ categories: ['Tea'] }])
    expect(second.find('.endcap-ask').textContent).toBe('Ta')
    expect(second.find('endcap-for-you').getAttribute('placement')).toBe('it-products')
  })

  it('says what is missing where an answer is needed', async () => {
    const { choose, find, go, told } = await start()
    expect(find('[role=radiogroup]').getAttribute('aria-required')).toBe('true')
    go()
    const problem = document.getElementById(find('input').getAttribute('aria-describedby') as string)
    expect(problem?.textContent).toBe('Please answer this question')
    expect(document.activeElement).toBe(find('input'))
    choose(4)
    expect(find('.endcap-problem').textContent).toBe('')
    expect(find('input').hasAttribute('aria-invalid')).toBe(false)
    expect(told('survey_response')).toEqual([])
  })

  it('shows a poll as bars with the own vote in it', async () => {
    const { choose, go, texts } = await start({ questions: [QUESTIONS[2]], results: { a: 2, b: 1, __proto__: 5 } })
    choose(1)
    go()
    expect(texts('.endcap-results b')).toEqual(['50%', '50%'])
  })

  it('is closed by a button: before the end as a dismissal', async () => {
    const { find, told } = await start()
    find('.endcap-close').click()
    expect(find('section').hidden).toBe(true)
    expect(told('dismiss').length).toBe(1)
  })

  it('draws nothing where nothing can be asked, and says so once', async () => {
    const { find } = await add('survey', { survey: { questions: [{ id: 'x', type: 'essay', text: 'x' }] } as never })
    expect(find('section').dataset['endcapState']).toBe('empty')
    expect(errors).toEqual([expect.stringContaining('it: survey')])
  })
})

describe('<endcap-content>', () => {
  const story = (id: string, more: object = {}) => ({ id, kind: 'guide', title: `T ${id}`, url: `/${id}`, ...more })

  it('draws a list of cards with image, kind, title and minutes under a heading', async () => {
    content = [story('a', { image: '/a.svg', minutes: 3.2 }), story('b', { kind: 'video' }), { id: 'bad' }]
    const { find, all, texts } = await add('content', { min: 1 })
    expect(find('h2').textContent).toBe('Stories and guides')
    expect(find('h2').id).toBe(find('section').getAttribute('aria-labelledby'))
    expect(find('ul').getAttribute('role')).toBe('list')
    expect(texts('.endcap-kind')).toEqual(['Guide', 'Video'])
    expect(texts('.endcap-title')).toEqual(['T a', 'T b'])
    expect(all('.endcap-minutes')[0]?.textContent).toBe('4 min')
    expect(find('img').getAttribute('alt')).toBe('')
  })

  it('tells of each card once when it was in sight, and when it was chosen', async () => {
    content = [story('a'), story('b')]
    const { all, told } = await add('content', { min: 1 })
    vi.useFakeTimers()
    for (const card of all('.endcap-story')) intersect(card, true)
    await vi.advanceTimersByTimeAsync(1000)
    vi.useRealTimers()
    const data = (id: string) => ({ data: { promotion_id: id, promotion_name: `T ${id}`, creative_slot: 'guide' } })
    expect(told('view_promotion')).toEqual([data('a'), data('b')])
    all('.endcap-story a')[1]?.click()
    expect(told('select_promotion')).toEqual([data('b')])
  })

  it('is empty below its least number, without content, and links nowhere that runs a script', async () => {
    content = [story('a', { url: 'javascript:alert(1)' })]
    const { find } = await add('content', { min: 2 })
    expect(find('section').dataset['endcapState']).toBe('empty')
    const lone = await add('content', {}, { heading: 'Read', count: '2' })
    expect(client.given[0]).toMatchObject({ widget: 'content', heading: 'Read', count: 2, min: 1 })
    expect(lone.find('section').innerHTML).not.toContain('javascript')
  })
})

describe('<endcap-member>', () => {
  it('is out of the page until the shop has told, then greets with tier, points, what is missing, and benefits', async () => {
    const { find, texts } = await add('member')
    expect(find('section').dataset['endcapState']).toBe('empty')
    expect(find('section').hidden).toBe(true)
    client.setMember({
      name: 'Ada',
      tier: 'Gold',
      points: 1200,
      nextReward: { points: 1500, text: 'an apron' },
      benefits: [{ text: 'A mug', url: '/mug' }, { text: 'Bad', url: 'javascript:alert(1)' }, { text: 3 as never }],
    })
    expect(find('h2').textContent).toBe('Hello, Ada')
    expect(find('.endcap-tier').textContent).toBe('Gold')
    expect(find('.endcap-points').textContent).toBe('Points: 1,200')
    expect(find('progress').getAttribute('value')).toBe('1200')
    expect(find('.endcap-to-go').textContent).toBe('300 more points: an apron')
    expect(texts('.endcap-benefits li')).toEqual(['A mug', 'Bad'])
    expect(texts('.endcap-benefits a')).toEqual(['A mug'])
  })

  it.each(['en_GB', 'not a language'])('speaks though the page calls its language %s', async (lang) => {
    document.documentElement.lang = lang
    const { find } = await add('member')
    document.documentElement.removeAttribute('lang')
    client.setMember({ points: 1200 })
    expect(find('.endcap-points').textContent).toBe('Points: 1,200')
  })

  it('leaves out what is no number, and a reward that is reached', async () => {
    const { find } = await add('member')
    client.setMember({ signedIn: true, points: Number.NaN, nextReward: { points: 10, text: 'x' } })
    expect(find('h2').textContent).toBe('Welcome back')
    expect(find('.endcap-points')).toBeNull()
    client.setMember({ points: 20, nextReward: { points: 10, text: 'x' } })
    expect(find('.endcap-points').textContent).toBe('Points: 20')
    expect(find('progress')).toBeNull()
  })

  it('invites who is signed out, where the placement says something', async () => {
    client.setMember({ signedIn: false, name: 'Ada' })
    const silent = await add('member')
    expect(silent.find('section').dataset['endcapState']).toBe('empty')
    const { find } = await add('member', { message: { title: 'Join', text: 'Points!', button: 'In', url: '/in' } })
    expect(find('h2').textContent).toBe('Join')
    expect(find('a').textContent).toBe('In')
    await add('member', {}, { heading: 'Join', url: '/in' })
    expect(client.given[0]).toMatchObject({ widget: 'member', message: { title: 'Join', url: '/in' } })
  })
})

describe('<endcap-recent-search>', () => {
  const past = (term: string, url?: string): PastSearch => ({ term, ts: 1, ...(url && { url }) })
  const links = (all: (selector: string) => HTMLElement[]) => all('a').map((link) => link.getAttribute('href'))

  it('leads to the search by its template, else to the one that found the words, else as another was found', async () => {
    searches = [past('red jug'), past('mug', 'https://shop.example/find?page=2&q=Mug')]
    const { all, find } = await add('recent-search')
    expect(find('h2').textContent).toBe('Recent searches')
    expect(links(all)).toEqual(['https://shop.example/find?q=red%20jug', 'https://shop.example/find?q=mug'])
    const own = await add('recent-search', {}, { action: '/s?w={}&x=1', count: '1' })
    expect(links(own.all)[0]).toBe('/s?w=red%20jug&x=1')
    expect(client.given[0]).toMatchObject({ widget: 'recent-search', count: 1 })
    const placed = await add('recent-search', { message: { title: 'x', url: '/q/{}' } })
    expect(links(placed.all)).toEqual(['/q/red%20jug', '/q/mug'])
  })

  it('draws nothing without searches, and says what is missing where they lead nowhere', async () => {
    const none = await add('recent-search')
    expect(none.find('section').dataset['endcapState']).toBe('empty')
    expect(errors).toEqual([])
    searches = [past('mug'), past('jug', 'https://shop.example/mugs')]
    const { find } = await add('recent-search')
    expect(find('section').dataset['endcapState']).toBe('empty')
    await add('recent-search', {}, { action: 'javascript:alert("{}")' })
    expect(errors).toEqual(Array(2).fill(expect.stringContaining('<endcap-recent-search action>')))
  })

  it('takes one out, and all of them, keeping the focus in place', async () => {
    const url = (term: string) => `https://shop.example/?q=${term}`
    searches = ['a', 'b', 'c'].map((term) => past(term, url(term)))
    forget.mockImplementation((_list, term) => {
      searches = searches.filter((search) => term && search.term !== term)
    })
    const { all, find, texts } = await add('recent-search')
    all('.endcap-remove')[1]?.click()
    expect(forget).toHaveBeenCalledWith('searches', 'b')
    expect(texts('.endcap-searches a')).toEqual(['a', 'c'])
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove c')
    expect(find('[role=status]').textContent).toBe('Removed: b')
    find('.endcap-head button').click()
    expect(forget).toHaveBeenLastCalledWith('searches', undefined)
    expect(texts('.endcap-searches a')).toEqual([])
    expect(find('section').textContent).toContain('Your searches were cleared')
    expect(document.activeElement).toBe(find('h2'))
  })

  it.each([
    ['https://shop.example/search?q=Red+Jug&page=2', 'https://shop.example/search?q={}'],
    ['https://shop.example/search/red-jug', undefined],
    ['https://shop.example/?a%22b=red%20jug', 'https://shop.example/?a%22b={}'],
    ['not an address', undefined],
    [undefined, undefined],
  ])('makes of %s the template %s', (url, template) => {
    expect(templateOf(past('red jug', url))).toBe(template)
  })
})
