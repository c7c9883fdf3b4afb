/** Takes a line, shows nothing: stands for a text that is awaited, so that nothing moves when it comes. */
export const SPACE = '\u00a0'
