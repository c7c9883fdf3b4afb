import { html, jsonLd } from './html.mjs'

/** The trail as a list and as JSON-LD. Steps are `[name, path]`, the last one is the page itself. */
export function breadcrumb(shop, steps) {
  const trail = html`
    <nav class="breadcrumb" aria-label="Breadcrumb">
      <ol>
        ${steps.map(([name, path], index) =>
          index === steps.length - 1
            ? html`<li><span aria-current="page">${name}</span></li>`
            : html`<li><a href="${shop.link(path)}">${name}</a></li>
        `,
        )}
      </ol>
    </nav>`
  const data = jsonLd({
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(([name, path], index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: shop.link(path),
    })),
  })
  return { trail, data }
}
