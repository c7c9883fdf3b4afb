import { BOT_SIGNS } from '@endcap/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { botSign } from '../src/bot.js'

const ENGINE = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const CHROME = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${ENGINE} Chrome/131.0.0.0 Safari/537.36`
const PHONE = `Mozilla/5.0 (Linux; Android 10; K) ${ENGINE} Chrome/131.0.0.0 Mobile Safari/537.36`

function look(userAgent: string, parts: object = {}, outerWidth = 1280) {
  const navigator = { userAgent, languages: ['de-DE', 'de'], plugins: { length: 5 }, webdriver: false, ...parts }
  return botSign({ navigator, outerWidth } as unknown as Window)
}

test.each([
  ['Googlebot', `Mozilla/5.0 ${ENGINE}; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/131.0.0.0`],
  [
    'Googlebot on a phone',
    `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${ENGINE} Chrome/131.0.6778.69 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  ],
  ['Google’s other crawler', `${PHONE} (compatible; GoogleOther)`],
  ['AdsBot', 'AdsBot-Google (+http://www.google.com/adsbot.html)'],
  ['Storebot', `Mozilla/5.0 (X11; Linux x86_64; Storebot-Google/1.0) ${ENGINE} Chrome/79.0.3945.88 Safari/537.36`],
  [
    'bingbot',
    `Mozilla/5.0 ${ENGINE}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36`,
  ],
  ['BingPreview', 'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b'],
  ['GPTBot', `Mozilla/5.0 ${ENGINE}; compatible; GPTBot/1.2; +https://openai.com/gptbot)`],
  ['ClaudeBot', `Mozilla/5.0 ${ENGINE}; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)`],
  ['PerplexityBot', `Mozilla/5.0 ${ENGINE}; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)`],
  ['Facebook', 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'],
  [
    'Applebot',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)',
  ],
  ['YandexBot', 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)'],
  ['Baiduspider', 'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)'],
  ['Yahoo', 'Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)'],
  ['Pinterest', 'Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)'],
  ['Prerender', `Mozilla/5.0 (X11; Linux x86_64) ${ENGINE} HeadlessChrome/61.0 Safari/537.36 Prerender`],
  [
    'Lighthouse',
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${ENGINE} Chrome/94.0.4590.2 Safari/537.36 Chrome-Lighthouse`,
  ],
  ['headless Chrome', `Mozilla/5.0 (X11; Linux x86_64) ${ENGINE} HeadlessChrome/131.0.0.0 Safari/537.36`],
])('%s is labelled by its user agent', (_, userAgent) => {
  expect(look(userAgent)).toBe('user-agent')
})

test.each([
  ['Chrome on Windows', CHROME],
  ['Chrome on Android', PHONE],
  ['Edge', `${CHROME} Edg/131.0.0.0`],
  ['Opera', `${CHROME} OPR/115.0.0.0`],
  ['Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'],
  [
    'Safari on a Mac',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  ],
  [
    'Safari on an iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  ],
  [
    'the app of Facebook',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/490.0.0.33.103;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/18.1;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]',
  ],
  [
    'the app of Instagram',
    'Mozilla/5.0 (Linux; Android 14; SM-S911B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 Instagram 359.0.0.59.89 Android (34/14; 480dpi; 1080x2119; samsung; SM-S911B)',
  ],
  [
    'Samsung’s browser',
    `Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) ${ENGINE} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`,
  ],
  ['a phone by Cubot', `Mozilla/5.0 (Linux; Android 9; CUBOT_NOTE_S) ${ENGINE} Chrome/131.0.0.0 Mobile Safari/537.36`],
  [
    'another phone by Cubot',
    `Mozilla/5.0 (Linux; Android 12; Cubot X50) ${ENGINE} Chrome/131.0.0.0 Mobile Safari/537.36`,
  ],
  ['a television', `Mozilla/5.0 (Web0S; Linux/SmartTV) ${ENGINE} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`],
  ['a Chromebook', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${ENGINE} Chrome/131.0.0.0 Safari/537.36`],
  ['nothing', ''],
])('%s is not labelled', (_, userAgent) => {
  expect(look(userAgent)).toBeUndefined()
})

test.each([
  ['webdriver', CHROME, { webdriver: true }, 1280],
  ['headless', CHROME, { languages: [] }, 1280],
  ['headless', CHROME, { plugins: { length: 0 } }, 0],
  // Background tabs have no window size, phones no plugins, old browsers no languages.
  [undefined, CHROME, {}, 0],
  [undefined, CHROME, { plugins: { length: 0 } }, 1280],
  [undefined, PHONE, { plugins: { length: 0 } }, 0],
  [undefined, CHROME, { languages: undefined, plugins: undefined }, 1280],
])('%s for %s with %j and a window of %d', (sign, userAgent, parts, outerWidth) => {
  expect(look(userAgent, parts, outerWidth)).toBe(sign)
})

test('never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => [undefined, ...BOT_SIGNS].includes(look(text))))
})
