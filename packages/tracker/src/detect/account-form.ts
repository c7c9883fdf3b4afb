/** Forms that change or recover a password, pay, or open a shop that is closed to the public. */
const OTHER = /checkout|password|reset|recover|lost|forg[eo]t|change/i
const SIGN_UP = /register|sign[-_]?up|create.?account/i
const PERSON = /(first|last|full|given|family|sur).?name/i

/**
 * What a form with a password field is for; `other` for a change of password and the like, undefined for forms without such a
 * field. Judged by names and attributes alone: no value of any field is read.
 */
export function accountEvent(form: HTMLFormElement, page: string): 'login' | 'sign_up' | 'other' | undefined {
  const fields = [...form.querySelectorAll('input')]
  const passwords = fields.filter(({ type }) => type === 'password')
  if (!passwords.length) return undefined
  const address = new URL(form.getAttribute('action') ?? '', page).pathname
  const has = (autocomplete: string) =>
    passwords.some((field) => attribute(field, 'autocomplete').includes(autocomplete))
  const isChange = has('current-password') && (has('new-password') || passwords.length > 1)
  if (passwords.length > 2 || isChange || OTHER.test(address)) return 'other'
  if (has('current-password')) return 'login'
  const asksName = fields.some((field) => PERSON.test(attribute(field, 'name')))
  return has('new-password') || passwords.length > 1 || asksName || SIGN_UP.test(address) ? 'sign_up' : 'login'
}

function attribute(field: Element, name: string): string {
  return field.getAttribute(name) ?? ''
}
