/** A sheet, from `src`: where its rules are written, and what is made of them. */
export interface Sheet {
  readonly css: string
  readonly ts: string
}
export const SHEETS: readonly Sheet[]
/** The text of `ts` as it should be. */
export function renderSheet(sheet: Sheet): Promise<string>
