/** @jsxImportSource react */
import type { Client } from '@endcap/client'
import type { MountedSlot, SlotMountOptions } from '@endcap/testkit/suites/slot'
import { type ReactNode, StrictMode } from 'react'
import type { Root } from 'react-dom/client'
import { EndcapProvider, type EndcapProviderProps, Slot, type SlotProps } from '../src/index.js'

/** What the two versions of React DOM share. */
export interface ReactDom {
  createRoot(container: Element): Root
  hydrateRoot(container: Element, children: ReactNode): Root
  renderToString(children: ReactNode): string
}

/** Lets React and the client do all that waits. */
export const settle = async () => {
  for (let i = 0; i < 6; i++) await new Promise((resolve) => setTimeout(resolve))
}

/** A page with a provider, in StrictMode. */
export const Page = ({ client, ...props }: EndcapProviderProps & { readonly client?: Client }) => (
  <StrictMode>
    <EndcapProvider client={client} {...props} />
  </StrictMode>
)

/** The card of the suite, drawn by the page itself. */
export const ownCard: NonNullable<SlotProps['children']> = ({ product }, { select, add }) => (
  <article>
    <a className="own-link" href={product.url} onClick={select}>
      {product.title}
    </a>
    <button type="button" className="own-add" onClick={() => add()}>
      Add
    </button>
  </article>
)

/** Draws a slot as the suite asks for it. */
export async function mountSlot(
  { createRoot }: ReactDom,
  { client, placement, heading, ownCard: isOwn }: SlotMountOptions,
): Promise<MountedSlot> {
  const root = document.createElement('div')
  document.body.append(root)
  const app = createRoot(root)
  app.render(
    <Page client={client}>
      <Slot placement={placement} {...(heading !== undefined && { heading })} {...(isOwn && { children: ownCard })} />
    </Page>,
  )
  await settle()
  return {
    root,
    async unmount() {
      app.unmount()
      root.remove()
      await settle()
    },
  }
}
