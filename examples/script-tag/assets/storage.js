// The shop's own small memory: local storage, or this page only where storage is blocked.
const fallback = new Map()

export function load(key, otherwise) {
  try {
    const text = localStorage.getItem(`shop.${key}`)
    return text === null ? otherwise : JSON.parse(text)
  } catch {
    return fallback.get(key) ?? otherwise
  }
}

export function save(key, value) {
  try {
    localStorage.setItem(`shop.${key}`, JSON.stringify(value))
  } catch {
    fallback.set(key, value)
  }
}
