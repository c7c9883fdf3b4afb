/** The language (BCP 47) of the place where an element stands, by the nearest `lang`; undefined where that is none: the browser's. */
export function localeOf(host: Element): string | undefined {
  try {
    // Templates write `en_GB`, which `Intl` does not take.
    return Intl.getCanonicalLocales(host.closest<HTMLElement>('[lang]')?.lang.replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}
