/**
 * The live view's script. It reads the admin token from the URL's fragment, which never reaches a server's log, and the
 * stream by fetch, since EventSource cannot send an Authorization header. Every value enters by textContent.
 */
export const LIVE_JS = `'use strict'
const ROWS = 200
const KINDS = [
  [/^(page_view|view_item|search)$/, 'view'],
  [/^(view_item_list|select_item|widget_render|view_promotion|select_promotion)$/, 'list'],
  [/(cart|wishlist|checkout|shipping|payment)/, 'cart'],
  [/^(purchase|refund|cancel)$/, 'order'],
  [/^(experiment_exposure|survey_response|offer_)/, 'test'],
  [/^(login|sign_up|consent_update|rate|share|dismiss)$/, 'person'],
]
const at = (id) => document.getElementById(id)
const counts = new Map()
let isPaused = false
let held = []

const make = (tag, text, name) => {
  const element = document.createElement(tag)
  element.textContent = text
  if (name) element.className = name
  return element
}
const kindOf = (type) => (KINDS.find(([pattern]) => pattern.test(type)) || [0, 'else'])[1]
const words = (type) => type.replaceAll('_', ' ')

function say(text, isOn) {
  at('state').textContent = text
  at('state').toggleAttribute('data-on', Boolean(isOn))
}

function pathOf(url) {
  try {
    const { pathname, search } = new URL(url)
    return pathname + search
  } catch {
    return url
  }
}

function itemsOf({ items = [], order, search }) {
  const names = items.slice(0, 3).map((item) => item.item_name || item.item_id)
  const more = items.length > 3 ? ' +' + (items.length - 3) : ''
  const extra = order ? order.value + ' ' + order.currency : search ? '“' + search.term + '”' : ''
  return [names.join(', ') + more, extra].filter(Boolean).join(' · ')
}

function toRow(event) {
  const row = document.createElement('tr')
  const type = document.createElement('td')
  type.append(make('span', words(event.type), 'chip ' + kindOf(event.type)))
  row.append(
    make('td', new Date(event.receivedAt).toLocaleTimeString()),
    type,
    make('td', itemsOf(event), 'items'),
    make('td', event.list ? event.list.placement : ''),
    make('td', event.visitor ? event.visitor.slice(0, 6) : '', 'visitor'),
    make('td', event.page ? pathOf(event.page.url) : '', 'page'),
  )
  return row
}

function count(type) {
  let entry = counts.get(type)
  if (!entry) {
    const chip = make('li', words(type), 'chip ' + kindOf(type))
    entry = { total: 0, number: make('b', '0') }
    chip.append(entry.number)
    at('counts').append(chip)
    counts.set(type, entry)
  }
  entry.number.textContent = String(++entry.total)
}

function draw(events) {
  const rows = at('rows')
  rows.prepend(...events.slice(-ROWS).reverse().map(toRow))
  while (rows.children.length > ROWS) rows.lastElementChild.remove()
  at('empty').hidden = rows.children.length > 0
}

function receive(events) {
  for (const event of events) count(event.type)
  if (!isPaused) return draw(events)
  held = held.concat(events).slice(-ROWS)
  at('pause').textContent = 'Resume (' + held.length + ')'
}

async function listen(token) {
  const headers = { authorization: 'Bearer ' + token }
  const response = await fetch('v1/live', { headers, cache: 'no-store' })
  if (response.status === 401) return 'refused'
  if (!response.ok || !response.body) throw new Error(String(response.status))
  say('Live', true)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return 'ended'
    const messages = (rest + value).split('\\n\\n')
    rest = messages.pop()
    const events = messages.filter((message) => message.startsWith('data: '))
    if (events.length) receive(events.map((message) => JSON.parse(message.slice(6))))
  }
}

async function watch(token) {
  at('login').hidden = true
  for (;;) {
    const end = await listen(token).catch(() => 'failed')
    if (end === 'refused') break
    say('Connection lost, trying again…')
    await new Promise((resolve) => setTimeout(resolve, 2000))
  }
  ask('That token is not the right one.')
}

function ask(text) {
  say(text)
  at('login').hidden = false
  at('token').focus()
}

at('login').addEventListener('submit', (submit) => {
  submit.preventDefault()
  location.hash = 'token=' + encodeURIComponent(at('token').value)
  at('token').value = ''
  start()
})
at('pause').addEventListener('click', () => {
  isPaused = !isPaused
  at('pause').setAttribute('aria-pressed', String(isPaused))
  at('pause').textContent = isPaused ? 'Resume' : 'Pause'
  if (isPaused) return
  draw(held)
  held = []
})
at('clear').addEventListener('click', () => {
  held = []
  counts.clear()
  at('counts').replaceChildren()
  at('rows').replaceChildren()
  at('empty').hidden = false
})

function start() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token) watch(token)
  else ask('The admin token is needed.')
}
start()
`
