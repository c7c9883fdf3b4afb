/** Addresses that open a dialogue for sharing, without their protocol and subdomain, by the name of the method. */
const DIALOGUES = {
  facebook: 'facebook.com/(sharer|share|dialog)',
  x: '(twitter|x).com/(intent|share)',
  pinterest: 'pinterest[.a-z]+/pin/create',
  telegram: '(t|telegram).me/share',
  linkedin: 'linkedin.com/(sharing|sharearticle|feed/.shareactive)',
  reddit: 'reddit.com/(r/\\w+/)?submit',
}
/** Messages to whoever: they share when they carry an address of the shop, else they are a line to it. */
const MESSAGES = { email: '^mailto:', whatsapp: '^whatsapp:|//(wa.me|\\w+.whatsapp.com)/' }

/** How a link shares, by the name of the method; undefined for a link that does not. `host` is the shop's. */
export function shareMethod(href: string, host: string): string | undefined {
  const carries = href.replace(/%3a/gi, ':').replace(/%2f/gi, '/').includes(`//${host}`)
  const find = (table: Readonly<Record<string, string>>, before = '') =>
    Object.keys(table).find((method) => new RegExp(before + table[method], 'i').test(href))
  return find(DIALOGUES, '^https?://(\\w+\\.)*') ?? (carries ? find(MESSAGES) : undefined)
}
