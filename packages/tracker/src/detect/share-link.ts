/** Addresses that open a dialogue for sharing, by the name of the method. */
const METHODS = [
  ['facebook', /^https?:\/\/[\w.-]*facebook\.com\/(sharer|share|dialog\/(share|feed|send))/],
  ['x', /^https?:\/\/(\w+\.)?(twitter|x)\.com\/(intent\/(tweet|post)|share)/],
  ['pinterest', /^https?:\/\/(\w+\.)?pinterest\.[\w.]+\/pin\/create/],
  ['whatsapp', /^(whatsapp:\/\/send|https?:\/\/(wa\.me|(api|web)\.whatsapp\.com)\/)/],
  ['telegram', /^(tg:\/\/msg_url|https?:\/\/(t|telegram)\.me\/share)/],
  ['linkedin', /^https?:\/\/(\w+\.)?linkedin\.com\/(sharing|sharearticle|feed\/\?shareactive)/],
  ['reddit', /^https?:\/\/(\w+\.)?reddit\.com\/(r\/\w+\/)?submit/],
  ['email', /^mailto:/],
] as const

/**
 * How a link shares, or undefined for a link that does not. A chat or a mail shares when it carries an address of `host`: else it
 * is a line to the shop.
 */
export function shareMethod(href: string, host: string): string | undefined {
  const [method] = METHODS.find(([, pattern]) => pattern.test(href.toLowerCase())) ?? []
  const isMessage = method === 'email' || method === 'whatsapp'
  return isMessage && !href.replace(/%3a/gi, ':').replace(/%2f/gi, '/').includes(`//${host}`) ? undefined : method
}
