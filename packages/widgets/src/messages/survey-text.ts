/** What free words are told without. A chunk of its own: few surveys ask for words. */
export { scrubText } from '@endcap/core'
