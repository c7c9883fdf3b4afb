import { installObservers } from '@endcap/testkit/suites/observers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectWidget } from '../src/elements/widget.js'
import { contrast } from '../src/theme/contrast.js'
import { applyTheme, sampleTheme } from '../src/theme/theme.js'
import { createFakeClient, products, toItems } from './fake-client.js'

/** What the elements of the page look like; the rest is black on white. */
let looks: Record<string, Record<string, string>> = {}
const PLAIN = { backgroundColor: 'rgba(0, 0, 0, 0)', backgroundImage: 'none', color: 'rgb(0, 0, 0)', display: 'block' }
const BUTTON = {
  backgroundColor: 'rgb(20, 60, 40)',
  color: 'rgb(255, 255, 255)',
  borderTopLeftRadius: '4px',
  fontFamily: 'Inter',
}
const HEADING = { fontFamily: 'Georgia', fontSize: '28px', fontWeight: '600' }
const read = vi.fn()

beforeAll(installObservers)
const start = (html: string, styles: typeof looks) => {
  looks = styles
  document.body.innerHTML = html
  vi.spyOn(globalThis, 'getComputedStyle').mockImplementation((element) => {
    read()
    const selector = Object.keys(looks).find((name) => element.matches(name)) ?? ''
    const set = { ...PLAIN, ...looks[selector] }
    const getPropertyValue = (name: string) => (set as Record<string, string>)[name] ?? ''
    return { ...set, getPropertyValue } as never
  })
}
afterEach(() => {
  vi.restoreAllMocks()
  read.mockClear()
  document.documentElement.className = ''
})

it.each([
  ['rgb(0, 0, 0)', 'rgb(255, 255, 255)', 21],
  ['rgb(119, 119, 119)', 'rgb(255, 255, 255)', 4.48],
  ['rgb(255, 0, 0)', 'rgb(255, 0, 0)', 1],
  ['rgba(0, 0, 0, 0.5)', 'rgb(255, 255, 255)', 0],
  ['oklch(0.5 0.1 200)', 'rgb(255, 255, 255)', 0],
])('the contrast of %s and %s is %f', (one, other, ratio) => {
  expect(contrast(one, other)).toBeCloseTo(ratio, 2)
  expect(contrast(other, one)).toBeCloseTo(ratio, 2)
})

describe('sampleTheme', () => {
  it('reads button, heading and link', () => {
    start('<main><h2>Hello</h2><p><a href="/">link</a></p><button>Buy</button></main>', {
      button: BUTTON,
      h2: HEADING,
      a: { color: 'rgb(0, 0, 140)' },
    })
    expect(sampleTheme()).toEqual({
      '--endcap-button-background': 'rgb(20, 60, 40)',
      '--endcap-button-color': 'rgb(255, 255, 255)',
      '--endcap-button-radius': '4px',
      '--endcap-button-font': 'Inter',
      '--endcap-heading-font': 'Georgia',
      '--endcap-heading-size': '28px',
      '--endcap-heading-weight': '600',
      '--endcap-accent': 'rgb(0, 0, 140)',
    })
  })

  it('prefers the button of the cart', () => {
    start('<main><button class="menu">Menu</button></main><form action="/cart/add"><button>Buy</button></form>', {
      '.menu': { ...BUTTON, backgroundColor: 'rgb(0, 0, 0)' },
      button: BUTTON,
    })
    expect(sampleTheme()['--endcap-button-background']).toBe('rgb(20, 60, 40)')
  })

  it.each([
    ['a pair under the contrast of 4.5', { ...BUTTON, backgroundColor: 'rgb(200, 200, 200)' }],
    ['a picture', { ...BUTTON, backgroundImage: 'linear-gradient(red, blue)' }],
    ['no background', { ...BUTTON, backgroundColor: 'rgba(0, 0, 0, 0)' }],
    ['what is not shown', { ...BUTTON, display: 'none' }],
  ])('does not take %s', (_, look) => {
    start('<main><button>Buy</button></main>', { button: look })
    expect(sampleTheme()).toEqual({})
  })

  it('does not take links that cannot be read where they stand, nor what Endcap drew', () => {
    start('<main><p><a href="/">link</a></p><div class="endcap"><h2>Row</h2><button>Add</button></div></main>', {
      a: { color: 'rgb(0, 0, 140)' },
      main: { backgroundColor: 'rgb(10, 10, 30)' },
      button: BUTTON,
      h2: HEADING,
    })
    expect(sampleTheme()).toEqual({})
  })

  it('looks at few elements of a large page', () => {
    start(`<main>${'<button>x</button><h2></h2><p><a href="/">x</a></p>'.repeat(500)}</main>`, {
      a: { color: 'rgb(250, 250, 250)' },
    })
    sampleTheme()
    expect(read.mock.calls.length).toBeLessThan(130)
  })
})

describe('applyTheme', () => {
  const page = '<main><h2>Hello</h2><button>Buy</button></main><div id="a"></div><div id="b"></div>'
  const [a, b] = ['a', 'b'].map((id) => () => document.querySelector(`#${id}`) as HTMLElement) as [
    () => HTMLElement,
    () => HTMLElement,
  ]

  it('sets tokens on the elements, but for those that the page sets, and follows another theme', async () => {
    start(page, { button: BUTTON, h2: HEADING, '#b': { '--endcap-button-background': 'red' } })
    const stops = [applyTheme(a(), () => false), applyTheme(b(), () => true)]
    expect(a().style.getPropertyValue('--endcap-button-background')).toBe('rgb(20, 60, 40)')
    expect(a().classList.contains('endcap-themed')).toBe(true)
    expect(b().style.getPropertyValue('--endcap-button-background')).toBe('')
    expect(b().style.getPropertyValue('--endcap-button-radius')).toBe('4px')
    expect(b().classList.contains('endcap-themed')).toBe(false)

    looks = { button: { ...BUTTON, backgroundColor: 'rgb(90, 0, 0)' } }
    document.documentElement.className = 'dark'
    await vi.waitFor(() => expect(a().style.getPropertyValue('--endcap-button-background')).toBe('rgb(90, 0, 0)'))
    expect(a().style.getPropertyValue('--endcap-heading-size')).toBe('')
    for (const stop of stops) stop()
  })

  it('is awaited by the cards of a row', async () => {
    start('<main><button>Buy</button></main>', { button: BUTTON })
    const client = createFakeClient()
    const row = document.createElement('endcap-row')
    row.setAttribute('placement', 'a')
    document.body.append(row)
    const stop = connectWidget(row, client, { theme: true }, 'row', {}, () => {})
    client.slots.get('a')?.set({ state: 'ready', items: toItems(products(3)), requestId: 'r1' })
    expect(row.querySelectorAll('[data-endcap-item]').length).toBe(0)
    await vi.waitFor(() => expect(row.querySelectorAll('[data-endcap-item]').length).toBe(3))
    expect(row.style.getPropertyValue('--endcap-button-background')).not.toBe('')
    stop()
  })
})
