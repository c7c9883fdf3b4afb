/**
 * A scripted shopper: home → three products of one kind → home → cart → purchase, with the consent banner accepted
 * at the start. Says what the row on the home page showed before and after the views.
 */

const row = (placement) => `[data-endcap-slot="${placement}"] [data-endcap-item]`

/** Ids in a row, in order; waits until the row is drawn. */
async function readRow(page, placement) {
  await page.locator(row(placement)).first().waitFor({ state: 'attached' })
  return page.locator(row(placement)).evaluateAll((cards) => cards.map((card) => card.getAttribute('data-endcap-item')))
}

/** Scrolls a slot into view and stays until its impressions and its exposure are due. */
async function look(page, placement) {
  await page.locator(`[data-endcap-slot="${placement}"]`).first().scrollIntoViewIfNeeded()
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1400)))
}

/** Does the round. `base` is the shop's address. */
export async function shop(page, base) {
  await page.goto(`${base}/`)
  await page.getByRole('button', { name: /accept all/i }).click()
  const before = await readRow(page, 'home-trending')
  await look(page, 'home-trending')

  // Three products of one kind, reached as a shopper would: a category page, then its cards.
  await page.locator('a[href*="category/"]').first().click()
  const kind = page.url()
  for (let index = 0; index < 3; index++) {
    if (index > 0) await page.goto(kind)
    await page.locator('[data-endcap-item] a').nth(index).click()
    await page.locator('[data-endcap-product]').first().waitFor()
    await look(page, 'product-related')
  }

  await page.goto(`${base}/`)
  const after = await readRow(page, 'home-for-you')
  await look(page, 'home-for-you')
  await page
    .locator(`${row('home-for-you')} a`)
    .first()
    .click()
  await page.locator('[data-endcap-product]').first().waitFor()
  await page.waitForLoadState()
  await page.locator('main [data-endcap-action="add_to_cart"]').first().click()
  await page.goto(`${base}/cart.html`)
  await page.locator('a[href*="checkout"], button:has-text("checkout")').first().click()
  await page.waitForURL(/checkout/)
  await page.locator('input[name="name"]').fill('Ada Shopper')
  await page.locator('input[type="email"]').fill('ada@shop.example')
  await page.locator('#checkout-form button[type="submit"]').click()
  await page.waitForURL(/thanks/)
  await page.evaluate(() => window.endcap.flush())
  return { before, after }
}
