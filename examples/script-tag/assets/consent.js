// The privacy banner: asks once, remembers the answer, tells Endcap on every page.
import { load, save } from './storage.js'
import { tellEndcap } from './tell-endcap.js'

const word = (granted) => (granted ? 'granted' : 'denied')

export function startConsent() {
  const banner = document.querySelector('#consent')
  const form = document.querySelector('#consent-form')
  const choices = document.querySelector('#consent-choices')
  const chooseButton = form.querySelector('[data-consent="choose"]')
  let opener

  const decide = (analytics, personalization) => {
    const answer = { analytics: word(analytics), personalization: word(personalization) }
    save('consent', answer)
    tellEndcap('consent', answer)
    banner.hidden = true
    opener?.focus()
    opener = undefined
  }

  const showChoices = (shown) => {
    choices.hidden = !shown
    chooseButton.setAttribute('aria-expanded', String(shown))
    chooseButton.textContent = shown ? 'Save choice' : 'Choose'
  }

  const open = (button) => {
    const answer = load('consent')
    form.elements.analytics.checked = answer?.analytics === 'granted'
    form.elements.personalization.checked = answer?.personalization === 'granted'
    showChoices(answer !== undefined)
    banner.hidden = false
    opener = button
    if (button) banner.focus()
  }

  form.addEventListener('submit', (submit) => submit.preventDefault())
  form.addEventListener('click', ({ target }) => {
    const choice = target.closest('button')?.dataset.consent
    if (choice === 'all') decide(true, true)
    else if (choice === 'necessary') decide(false, false)
    else if (choice === 'choose' && choices.hidden) {
      showChoices(true)
      form.elements.analytics.focus()
    } else if (choice === 'choose') decide(form.elements.analytics.checked, form.elements.personalization.checked)
  })
  banner.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || load('consent') === undefined) return
    banner.hidden = true
    opener?.focus()
  })
  for (const button of document.querySelectorAll('#privacy-choices, [data-open-consent]')) {
    button.addEventListener('click', () => open(button))
  }

  const answer = load('consent')
  if (answer) tellEndcap('consent', answer)
  else open()
}
