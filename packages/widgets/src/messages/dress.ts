const CLEAR = /^(transparent|rgba\(.*, 0\))$/

/**
 * Tells a message's rules the colours of its place: `--_surface`, what lies behind it, and `--_text`. A dark theme need not say to the
 * browser that it is dark, and what stands above the page has them too.
 */
export function dress({ parentElement: place, style }: HTMLElement): void {
  let surface = 'Canvas'
  for (let level = place; level && surface === 'Canvas'; level = level.parentElement) {
    const { backgroundColor } = getComputedStyle(level)
    if (backgroundColor && !CLEAR.test(backgroundColor)) surface = backgroundColor
  }
  style.setProperty('--_surface', surface)
  if (place) style.setProperty('--_text', getComputedStyle(place).color)
}
