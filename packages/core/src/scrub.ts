import { CLICK_IDS } from './campaign.js'

/** Query parameters that describe the page or the campaign. All others may name a person and are cut. */
const KEPT = /^(utm_\w+|q|query|s|search|page|p|sort|category|collection|variant|color|size)$/i

const EMAIL = /[^\s@]{1,64}(@|%40)[^\s.]{1,64}\.\S+/g
/** Country, check digits, bank, and at least seven digits of the account (ISO 13616). */
const IBAN = /\b[a-z]{2}\d\d ?[a-z\d]{4} ?(\d ?){7}[a-z\d ]{0,22}/gi
const WORD = /[\w.-]{24,}/g
/** Sure tokens: hexadecimal with or without dashes (so UUIDs too), and JSON in base64, as a JWT begins. */
const TOKEN = /^([\da-f][\da-f_-]+|eyJ.*)$/i
/** What no slug has: it is of small words, with dashes between them. */
const NO_SLUG = /[A-Z]|[a-z\d]{16}/
/** Random characters change between small, capital and digit all the time; words do not. */
const CHANGE = /[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/
/** A date, which is passed over, or at least nine digits with what people put between them. */
const NUMBER = /20\d\d-\d\d-\d\d|\d\d[./]\d\d[./]20\d\d|(\+|\b)\d([ ./()-]{0,3}\d){8,}(?!\w)/g
/** Lengths and first digits of payment cards (ISO/IEC 7812). The ids of advertisements have 17 or 18 digits. */
const CARD = /^[2-6](\d{12,15}|\d{18})$/

/**
 * An address without credentials, and without everything that could hold personal data: query parameters outside a short
 * list and `allow` (true: all are kept that hold nothing personal), parameters and path segments with an e-mail address, a phone, card or bank account number or a token. A
 * fragment is kept where it is a route (`#/…`, `#!…`), by the same rules. At most 2,048 characters, cut between two parts.
 * Empty for what is not an address.
 */
export function scrubUrl(address: string, allow: readonly string[] | true = []): string {
  const route = (text: string) => {
    const [path = '', ...query] = text.split('?')
    const kept = [...new URLSearchParams(query.join('?'))]
      // Of the id of a click, its name tells the channel; its value names the person.
      .map(([key, value]) => [key, CLICK_IDS.test(key) ? '-' : value] as const)
      .filter(
        ([key, value]) =>
          value === '-' || ((allow === true || KEPT.test(key) || allow.includes(key)) && !isPrivate(value)),
      )
    return path.replace(/[^/]+/g, scrubSegment) + (kept[0] ? `?${new URLSearchParams(kept)}` : '')
  }
  try {
    const { protocol, host, pathname, search, hash } = new URL(address)
    const scrubbed = `${protocol}//${host}${route(pathname + search)}${/^#[/!]/.test(hash) ? route(hash) : ''}`
    return /^.{0,2048}(?![^/?&#])/.exec(scrubbed)?.[0] ?? ''
  } catch {
    return ''
  }
}

/**
 * A text in which words in brackets stand for personal data: `[email]`, `[phone]`, `[card]`, `[iban]`, `[token]`. At most
 * `length` characters. Phone: from nine digits, with a `+`, a leading 0 or in groups. Any other number in one piece is taken
 * for a product's or an order's, and so is one with a leading 0 and the check digit of a GTIN.
 */
export function scrubText(text: string, length = 1024): string {
  // Again until nothing changes: what is cut or replaced may complete an address or a number.
  for (let scrubbed = text; ; text = scrubbed) {
    scrubbed = scrub(text).slice(0, length)
    if (scrubbed === text) return text
  }
}

const scrub = (text: string) =>
  text
    .replace(EMAIL, '[email]')
    .replace(IBAN, '[iban]')
    .replace(WORD, (word) => (isToken(word) ? '[token]' : word))
    .replace(NUMBER, scrubNumber)

const isToken = (word: string) =>
  TOKEN.test(word) || (NO_SLUG.test(word) && word.split(CHANGE).length * 4 > word.length)

/** Ids of products and variants have up to 14 digits: one in ten would pass for a card. */
const isPrivate = (value: string) => /@|%40/.test(value) || (!/^[1-9]\d{0,13}$/.test(value) && scrub(value) !== value)

function scrubSegment(segment: string): string {
  const plain = segment.replace(/%2b/gi, '+').replace(/%20/g, ' ')
  // Groups of digits within words are of the product, as in `/tyre-205-55-16-91`.
  return isPrivate(/[a-z]/i.test(plain) ? plain.replace(/-/g, '_') : plain) ? '-' : segment
}

function scrubNumber(run: string): string {
  const digits = run.replace(/\D/g, '')
  // First, as articles that begin with 4 are common, and cards of 13 digits are gone.
  if (/^(\d{12,13}|0\d{13})$/.test(run) && checks(run, (digit) => digit * 3)) return run
  if (CARD.test(digits) && checks(digits, (digit) => (digit * 2) % 9 || digit)) return '[card]'
  if (!digits[8] || /^(000|[1-9])\d*$/.test(run)) return run
  return /^[+0]/.test(run) || !/\d{6}/.test(run) ? '[phone]' : run.replace(/\d{9,}/g, scrubNumber)
}

/** The check digit of articles (GS1) and cards (Luhn): every second digit from the right is weighed. */
function checks(digits: string, weigh: (digit: number) => number): boolean {
  let sum = 0
  for (let i = digits.length, at = 0; i--; at++) sum += at % 2 ? weigh(+digits[i]!) : +digits[i]!
  return sum % 10 === 0
}
