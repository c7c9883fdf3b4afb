/** What server and page have to agree on. */
export const ENDCAP = { locale: 'en-GB' } as const
