/** The text of `src/style/sheet.ts` as it should be. */
export function renderSheet(): Promise<string>
