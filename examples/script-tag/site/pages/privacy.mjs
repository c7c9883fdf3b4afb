import { html } from '../html.mjs'
import { pageHtml } from '../layout.mjs'

export function privacyPage(shop) {
  const main = html`
    <div class="prose">
      <h1>Privacy</h1>
      <p>This is a demonstration shop. It takes no money, sends no e-mail and has no accounts.</p>
      <h2>What the shop keeps on this device</h2>
      <ul>
        <li>The basket, the last order, your theme and your privacy choice, in the browser's local storage. They are needed for the shop to work, and they stay here.</li>
      </ul>
      <h2>What Endcap does</h2>
      <p>The shop uses <strong>Endcap</strong> to choose which products to show. Without your permission it shows the same popular products to everyone, stores nothing and sends nothing.</p>
      <ul>
        <li><strong>Count visits</strong> lets it report which pages and products are seen to the shop's own collector, under a random number.</li>
        <li><strong>Pick for me</strong> lets it remember on this device what you looked at and put the shelves in your order. The ordering happens here, in the browser.</li>
      </ul>
      <p>You can change your mind at any time: <button class="link-button" type="button" data-open-consent>privacy choices</button>.</p>
    </div>`
  return pageHtml(shop, { title: 'Privacy', description: 'What this shop keeps, and where.', kind: 'other', main })
}
