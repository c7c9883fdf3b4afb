import { report } from './report.js'

/** Templates that stood in an element, which draws in their place. */
const own = new WeakMap<Element, HTMLTemplateElement>()

/**
 * The shop's own card: a `<template>` in the element, the one whose id `template` names, or the one of the page that is marked for the
 * placement by `data-endcap-template`. Undefined: none. An id that is not there is told by `endcap:error`.
 */
export function findTemplate(host: Element, placement: string): HTMLTemplateElement | undefined {
  const inside = own.get(host) ?? host.querySelector('template')
  if (inside) own.set(host, inside)
  const id = host.getAttribute('template')?.replace('#', '')
  const found = [...document.querySelectorAll('template')].find((template) =>
    id ? template.id === id : template.dataset['endcapTemplate'] === placement,
  )
  if (id && !found) report('reference-unknown', `<${host.localName} template>: ${id}`)
  return inside ?? found
}
