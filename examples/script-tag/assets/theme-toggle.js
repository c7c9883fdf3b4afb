const system = matchMedia('(prefers-color-scheme: dark)')

/** Dark or light on request; the system's wish until then. theme.js applies the choice before the next page paints. */
export function startThemeToggle(button) {
  const root = document.documentElement
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches)
  const show = () => button.setAttribute('aria-pressed', String(isDark()))
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark'
    try {
      localStorage.setItem('shop.theme', root.dataset.theme)
    } catch {
      // Storage is blocked: the choice lasts for this page.
    }
    show()
  })
  system.addEventListener('change', show)
  show()
}
