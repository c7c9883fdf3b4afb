import { EndcapProvider, type EndcapProviderProps, Slot } from '@endcap/react'
import { StrictMode } from 'react'
import { ProductCard } from './ProductCard.js'

/** The page, the same on the server and in the browser. */
export function App(endcap: EndcapProviderProps) {
  return (
    <StrictMode>
      <EndcapProvider locale="en-GB" {...endcap}>
        <main>
          <h1>Tableware</h1>
          <Slot placement="home-popular" skeleton={<ProductCard />}>
            {({ product }, { select, add }) => <ProductCard product={product} onSelect={select} onAdd={() => add()} />}
          </Slot>
          <Slot placement="home-new" heading="New" />
        </main>
      </EndcapProvider>
    </StrictMode>
  )
}
