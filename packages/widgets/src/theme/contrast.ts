/** A colour as `getComputedStyle` writes it, in sRGB: red, green and blue from 0 to 255, alpha from 0 to 1. */
type Rgba = readonly [red: number, green: number, blue: number, alpha: number]

/** Undefined for what is not written as `rgb()` or `rgba()`. */
export function parseRgb(text: string): Rgba | undefined {
  if (!/^rgba?\(/.test(text)) return undefined
  const [red, green, blue, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number)
  return blue === undefined ? undefined : [red as number, green as number, blue, alpha]
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: Rgba): number {
  const [red, green, blue] = colour.slice(0, 3).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** WCAG 2.2, contrast ratio: 1 to 21. Colours that cannot be read, or are not opaque, have none: 0. */
export function contrast(one: string, other: string): number {
  const [a, b] = [parseRgb(one), parseRgb(other)]
  if (a?.[3] !== 1 || b?.[3] !== 1) return 0
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}
