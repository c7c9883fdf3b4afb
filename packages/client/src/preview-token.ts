/** The query parameter of a signed preview: `?endcap_preview=TOKEN`; `off` ends the preview of the tab. */
export const PREVIEW_PARAMETER = 'endcap_preview'
/** Where a tab keeps its token for the session. */
export const PREVIEW_KEY = 'endcap.preview'

/** The token of this tab: that of the address, else the one that was verified before. Reads only, but that `off` forgets it. */
export function readPreviewToken(search: string): string | undefined {
  const asked = new RegExp(`[?&]${PREVIEW_PARAMETER}=([\\w.-]*)`).exec(search)?.[1]
  try {
    if (asked === 'off') sessionStorage.removeItem(PREVIEW_KEY)
    return asked === 'off' ? undefined : asked || sessionStorage.getItem(PREVIEW_KEY) || undefined
  } catch {
    return asked === 'off' ? undefined : asked
  }
}
