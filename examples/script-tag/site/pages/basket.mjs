import { html } from '../html.mjs'
import { pageHtml } from '../layout.mjs'

const summary = html`
        <dl class="totals">
          <div><dt>Subtotal</dt><dd id="subtotal">£0.00</dd></div>
          <div><dt>Postage</dt><dd id="postage">£0.00</dd></div>
          <div class="total"><dt>Total</dt><dd id="total">£0.00</dd></div>
        </dl>`

/** The basket: shop.js writes the lines. */
export function cartPage(shop) {
  const main = html`
    <h1>Your basket</h1>
    <div class="cart" id="cart" data-view="loading">
      <p class="cart-empty">Nothing in it yet. <a href="${shop.link('')}">Have a look around</a>.</p>
      <ul class="lines" id="cart-lines" aria-label="Products in the basket"></ul>
      <section class="summary" aria-labelledby="summary-title">
        <h2 id="summary-title">Summary</h2>${summary}
        <a class="button" href="${shop.link('checkout.html')}">Go to checkout</a>
      </section>
    </div>
    <div class="rows" id="rows"></div>`
  return pageHtml(shop, { title: 'Basket', description: 'Your basket.', kind: 'cart', main })
}

/** Name and e-mail, and nothing is sent. */
export function checkoutPage(shop) {
  const main = html`
    <h1>Checkout</h1>
    <div class="checkout" id="checkout" data-view="loading">
      <form id="checkout-form">
        <p class="note">This is a demonstration: nothing is sent, nothing is charged.</p>
        <div class="field"><label for="customer-name">Name</label><input id="customer-name" name="name" autocomplete="name" required></div>
        <div class="field"><label for="customer-email">E-mail</label><input id="customer-email" name="email" type="email" autocomplete="email" required></div>
        <button class="button" type="submit">Place the order</button>
      </form>
      <section class="summary" aria-labelledby="summary-title">
        <h2 id="summary-title">Your order</h2>
        <ul class="short-lines" id="checkout-lines"></ul>${summary}
      </section>
    </div>`
  return pageHtml(shop, { title: 'Checkout', description: 'Checkout.', kind: 'checkout', main })
}

/** The thank-you page: shop.js fills in the order and reports the purchase. */
export function thanksPage(shop) {
  const main = html`
    <div class="thanks" id="thanks">
      <p class="eyebrow">Order <span id="order-number">–</span></p>
      <h1>Thank you<span id="order-name"></span></h1>
      <p class="lead">If this were a real shop, we would be looking for a box of the right size now.</p>
      <p><a class="button" href="${shop.link('')}">Back to the shop</a></p>
      <div id="order-summary" hidden>
        <ul class="short-lines" id="order-lines"></ul>
        <p class="order-total">Total <strong id="order-total"></strong></p>
      </div>
    </div>`
  return pageHtml(shop, { title: 'Thank you', description: 'Your order.', kind: 'other', main })
}
