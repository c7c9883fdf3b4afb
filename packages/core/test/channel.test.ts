import { CHANNEL_GROUPS, type ChannelContext, parseEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readChannel } from '../src/channel.js'

/** Any UTF-16, halves of characters too. */
const ANYTHING = fc.string({ unit: fc.integer({ max: 0xffff, min: 0 }).map((code) => String.fromCharCode(code)) })

const SHOP = 'https://www.shop.example/mugs'
const group = (query: string, referrer = '') => readChannel(`${SHOP}?${query}`, referrer)?.group

describe('an untagged landing', () => {
  test.each([
    ['organic_search', 'https://www.google.com/'],
    ['organic_search', 'https://www.google.co.uk/'],
    ['organic_search', 'https://www.bing.com/search'],
    ['organic_search', 'https://duckduckgo.com/'],
    ['organic_search', 'https://html.duckduckgo.com/html'],
    ['organic_search', 'https://de.search.yahoo.com/'],
    ['organic_search', 'https://www.ecosia.org/'],
    ['organic_search', 'https://yandex.ru/'],
    ['organic_search', 'https://search.brave.com/'],
    ['organic_search', 'android-app://com.google.android.googlequicksearchbox/'],
    ['organic_social', 'https://www.facebook.com/'],
    ['organic_social', 'https://lm.facebook.com/l.php'],
    ['organic_social', 'https://l.instagram.com/'],
    ['organic_social', 'https://t.co/abc'],
    ['organic_social', 'https://x.com/'],
    ['organic_social', 'https://www.linkedin.com/'],
    ['organic_social', 'https://www.pinterest.de/'],
    ['organic_social', 'https://old.reddit.com/r/mugs'],
    ['organic_social', 'https://www.tiktok.com/'],
    ['organic_social', 'https://away.vk.com/'],
    ['organic_social', 'https://go.bsky.app/'],
    ['organic_social', 'android-app://com.pinterest/'],
    ['organic_social', 'android-app://org.telegram.messenger'],
    ['organic_video', 'https://www.youtube.com/'],
    ['organic_video', 'https://vimeo.com/1'],
    ['organic_shopping', 'https://www.idealo.de/'],
    ['organic_shopping', 'https://shopping.google.com/'],
    ['organic_shopping', 'https://www.ebay.co.uk/'],
    ['ai_assistant', 'https://chatgpt.com/'],
    ['ai_assistant', 'https://chat.openai.com/'],
    ['ai_assistant', 'https://www.perplexity.ai/search'],
    ['ai_assistant', 'https://gemini.google.com/'],
    ['ai_assistant', 'https://copilot.microsoft.com/'],
    ['ai_assistant', 'https://claude.ai/'],
    ['email', 'https://mail.google.com/'],
    ['email', 'https://outlook.live.com/'],
    ['email', 'https://outlook.office.com/'],
    ['email', 'https://e.mail.ru/'],
    ['email', 'https://deref-gmx.net/'],
    ['email', 'android-app://com.google.android.gm'],
    ['email', 'android-app://com.google.android.gm/'],
    ['email', 'android-app://com.microsoft.office.outlook/'],
    ['referral', 'https://blog.example/post'],
    ['referral', 'http://news.example.co.uk/'],
    ['referral', 'https://docs.google.com/'],
    ['referral', 'https://www.pay-less.example/'],
    ['referral', 'https://x-large.example/'],
    ['referral', 'https://shop.other.example/'],
    ['direct', ''],
    ['direct', 'about:blank'],
    ['direct', 'nonsense'],
    [undefined, 'https://www.shop.example/'],
    [undefined, 'https://shop.example/cart?x=1'],
    [undefined, 'https://checkout.shop.example/'],
    [undefined, 'https://WWW.SHOP.EXAMPLE:8443/'],
    [undefined, 'https://www.paypal.com/checkoutnow'],
    [undefined, 'https://pay.klarna.com/'],
    [undefined, 'https://hooks.stripe.com/3d_secure'],
    [undefined, 'https://checkout.stripe.com/'],
    [undefined, 'https://payments.amazon.de/'],
    [undefined, 'https://accounts.google.com/'],
    [undefined, 'https://appleid.apple.com/'],
  ])('is %s from %j', (expected, referrer) => {
    expect(readChannel(SHOP, referrer)?.group).toBe(expected)
  })

  test('has the referring host as its source', () => {
    expect(readChannel(SHOP, 'https://www.google.de/')).toEqual({ group: 'organic_search', source: 'google.de' })
    expect(readChannel(SHOP, 'https://Blog.Example:8080/a?b#c')).toEqual({ group: 'referral', source: 'blog.example' })
    expect(readChannel(SHOP, 'android-app://com.google.android.gm')?.source).toBe('com.google.android.gm')
    expect(readChannel(SHOP, undefined)).toEqual({ group: 'direct' })
  })

  test.each([
    ['https://shop.co.uk/', 'https://other.co.uk/', 'referral'],
    ['https://www.shop.co.uk/', 'https://blog.shop.co.uk/', undefined],
    ['https://www.obi.de/', 'https://checkout.obi.de/', undefined],
    ['http://localhost:3000/', 'http://localhost:4000/', undefined],
    ['nonsense', 'https://blog.example/', 'referral'],
  ])('at %s from %s: %s', (url, referrer, expected) => {
    expect(readChannel(url, referrer)?.group).toBe(expected)
  })
})

describe('a tagged landing', () => {
  test.each([
    ['paid_search', 'utm_source=google&utm_medium=cpc'],
    ['paid_search', 'utm_source=Bing&utm_medium=PPC'],
    ['paid_search', 'utm_source=google&utm_medium=paid-search'],
    ['paid_search', 'utm_source=google&utm_medium=retargeting'],
    ['paid_search', 'utm_source=google&utm_medium=cpm'],
    ['paid_social', 'utm_source=facebook&utm_medium=paid'],
    ['paid_social', 'utm_source=ig&utm_medium=paid_social'],
    ['paid_social', 'utm_source=tiktok&utm_medium=cpc'],
    ['paid_video', 'utm_source=youtube.com&utm_medium=cpv-cpc'],
    ['paid_shopping', 'utm_source=idealo&utm_medium=cpc'],
    ['paid_shopping', 'utm_source=google&utm_medium=cpc&utm_campaign=Shopping-DE'],
    ['paid_shopping', 'utm_source=google&utm_medium=cpc&utm_campaign=de_shop_mugs'],
    ['paid_search', 'utm_source=google&utm_medium=cpc&utm_campaign=workshop'],
    ['cross_network', 'utm_source=google&utm_medium=cpc&utm_campaign=pmax+cross-network'],
    ['paid_other', 'utm_source=some-blog&utm_medium=cpc'],
    ['paid_other', 'utm_source=newsletter&utm_medium=paid'],
    ['display', 'utm_source=some-network&utm_medium=display'],
    ['display', 'utm_source=google&utm_medium=banner'],
    ['display', 'utm_source=dv360&utm_medium=cpm'],
    ['display', 'utm_source=dv360&utm_medium=interstitial'],
    ['organic_shopping', 'utm_source=IGShopping&utm_medium=Social'],
    ['organic_shopping', 'utm_source=mail&utm_campaign=summer-shopping'],
    ['organic_social', 'utm_source=facebook&utm_medium=post'],
    ['organic_social', 'utm_source=club&utm_medium=social'],
    ['organic_social', 'utm_source=club&utm_medium=social-network'],
    ['organic_social', 'utm_source=club&utm_medium=sm'],
    ['organic_video', 'utm_source=site&utm_medium=video'],
    ['organic_search', 'utm_source=google&utm_medium=organic'],
    ['organic_search', 'utm_source=unknown&utm_medium=organic'],
    ['referral', 'utm_source=partner&utm_medium=referral'],
    ['referral', 'utm_source=partner&utm_medium=link'],
    ['email', 'utm_source=newsletter&utm_medium=email'],
    ['email', 'utm_source=newsletter&utm_medium=E-Mail'],
    ['email', 'utm_source=newsletter&utm_medium=e_mail'],
    ['email', 'utm_source=e%20mail&utm_medium=may'],
    ['affiliates', 'utm_source=partner&utm_medium=affiliate'],
    ['affiliates', 'utm_source=partner&utm_medium=affiliates'],
    ['audio', 'utm_source=podcast&utm_medium=audio'],
    ['sms', 'utm_source=crm&utm_medium=sms'],
    ['push', 'utm_source=crm&utm_medium=web-push'],
    ['push', 'utm_source=crm&utm_medium=notification'],
    ['ai_assistant', 'utm_source=chatgpt.com'],
    ['other', 'utm_source=flyer&utm_medium=qr'],
    ['other', 'utm_campaign=spring'],
    ['other', 'utm_id=7'],

    ['paid_search', 'gclid=Cj0'],
    ['paid_search', 'gbraid=0AAA'],
    ['paid_search', 'wbraid=0AAA'],
    ['paid_search', 'msclkid=1'],
    ['paid_search', 'yclid=1'],
    ['display', 'dclid=1'],
    ['paid_social', 'ttclid=1'],
    ['paid_social', 'twclid=1'],
    ['paid_social', 'li_fat_id=1'],
    ['paid_social', 'ScCid=1'],
    ['paid_social', 'rdt_cid=1'],
    ['organic_social', 'fbclid=1'],
    ['organic_social', 'epik=1'],
    ['affiliates', 'irclickid=1'],
    ['affiliates', 'awc=1'],
    ['email', '_kx=1'],
    ['email', 'mc_eid=1'],
    ['paid_search', 'fbclid=1&gclid=2'],
    ['paid_social', 'fbclid=1&utm_source=fb&utm_medium=paid'],
    ['email', 'gclid=1&utm_source=news&utm_medium=email'],
    ['direct', 'gclid=&utm_source='],
    ['direct', 'srsltid=1&constructor=1&utm_other=1&GCLID=1'],
  ])('is %s by %s', (expected, query) => {
    expect(group(query)).toBe(expected)
  })

  test('keeps what is tagged, and the click id by name', () => {
    const query = 'utm_source=Google&utm_medium=cpc&utm_campaign=Spring&utm_term=blue+mug&utm_content=a&gclid=SECRET'
    expect(readChannel(`${SHOP}?${query}#top`, 'https://www.google.com/')).toEqual({
      group: 'paid_search',
      source: 'Google',
      medium: 'cpc',
      campaign: 'Spring',
      term: 'blue mug',
      content: 'a',
      click: 'gclid',
    })
  })

  test('has the referring host as its source when none is tagged, and the id as its campaign when no name is', () => {
    expect(readChannel(`${SHOP}?utm_id=77&utm_medium=cpc`, 'https://www.bing.com/')).toMatchObject({
      group: 'paid_search',
      source: 'bing.com',
      campaign: '77',
    })
  })

  test('is a landing from within the shop too, without the shop as its source', () => {
    expect(readChannel(`${SHOP}?utm_campaign=teaser`, 'https://shop.example/')).toEqual({
      group: 'other',
      campaign: 'teaser',
    })
    expect(readChannel(`${SHOP}?gclid=1`, 'https://www.paypal.com/')?.source).toBeUndefined()
  })

  test('is scrubbed and cut', () => {
    const mail = encodeURIComponent('ann@mail.example')
    const channel = readChannel(`${SHOP}?utm_source=${mail}&utm_term=${'long '.repeat(99)}`, undefined)
    expect(channel).toMatchObject({ group: 'other', source: '[email]' })
    expect(channel?.term).toHaveLength(256)
  })
})

test('never throws, knows the group, and passes the collector', () => {
  const word = fc.oneof(ANYTHING, fc.constantFrom('cpc', 'google', 'fb', 'ann@b.example'))
  const query = fc.dictionary(
    fc.oneof(
      fc.string(),
      fc.constantFrom('utm_source', 'utm_medium', 'utm_campaign', 'utm_id', 'utm_term', 'gclid', '_kx'),
    ),
    word,
  )
  const referrer = fc.option(
    fc.oneof(
      fc.domain().map((host) => `https://${host}/`),
      ANYTHING,
    ),
    { nil: undefined },
  )
  const check = (channel: ChannelContext | undefined) => {
    if (!channel) return
    expect(CHANNEL_GROUPS).toContain(channel.group)
    const event = parseEvent(makeEvent('page_view', { channel }))
    expect(event).toMatchObject({ ok: true, value: { channel: JSON.parse(JSON.stringify(channel)) } })
    expect(JSON.stringify(channel)).not.toContain('ann@b.example')
  }
  fc.assert(
    fc.property(query, referrer, (parameters, from) => {
      const url = new URL(SHOP)
      for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value)
      check(readChannel(url.href, from))
    }),
  )
  fc.assert(fc.property(ANYTHING, ANYTHING, (url, from) => check(readChannel(url, from))))
})
