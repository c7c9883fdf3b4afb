import { Slot } from '@endcap/react'
import { useEffect, useRef, useState } from 'react'
import { client } from './client.js'
import { ProductCard } from './ProductCard.js'
import { ProductShelf } from './ProductShelf.js'

export function App() {
  const [basket, setBasket] = useState<string[]>([])
  const [isAnswered, setAnswered] = useState(false)
  const main = useRef<HTMLElement>(null)

  // The shop's own cart. Endcap logs `add_to_cart` and tells screen readers once this has been heard.
  useEffect(() => {
    const addToCart = (event: Event) => setBasket((ids) => [...ids, (event as CustomEvent<{ id: string }>).detail.id])
    const element = main.current
    element?.addEventListener('endcap:add-to-cart', addToCart)
    return () => element?.removeEventListener('endcap:add-to-cart', addToCart)
  }, [])

  function answer(choice: 'granted' | 'denied') {
    client.consent({ analytics: choice, personalization: choice })
    setAnswered(true)
  }

  return (
    <>
      <header>
        <h1>Tableware</h1>
        <p>
          In the basket: <output>{basket.length}</output>
        </p>
      </header>
      <main ref={main}>
        {/* An own card. The skeleton is as high, so that nothing moves when the products come. */}
        <Slot placement="home-popular" skeleton={<ProductCard />}>
          {({ product }, { select, add }) => <ProductCard product={product} onSelect={select} onAdd={() => add()} />}
        </Slot>

        <h2>All products</h2>
        <ProductShelf />

        {/* The card of Endcap. */}
        <Slot placement="home-new" heading="New" />
      </main>
      <footer>
        {isAnswered ? (
          <p>Thank you.</p>
        ) : (
          <p>
            May we measure what is seen and chosen?
            <button type="button" onClick={() => answer('granted')}>
              Yes
            </button>
            <button type="button" onClick={() => answer('denied')}>
              No
            </button>
          </p>
        )}
      </footer>
    </>
  )
}
