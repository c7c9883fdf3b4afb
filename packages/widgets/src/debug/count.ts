/** A number of things in words: `1 product`, `2 products`. */
export const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`
