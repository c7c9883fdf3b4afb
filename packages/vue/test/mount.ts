import type { Client } from '@endcap/client'
import { vi } from 'vitest'
import { createApp, defineComponent, type VNodeChild } from 'vue'
import { createEndcap, type EndcapOptions } from '../src/index.js'

/** Mounts a component made of `setup` into the document. Warnings of Vue are collected. */
export function mount(client: Client, setup: () => () => VNodeChild, options?: EndcapOptions) {
  const root = document.createElement('div')
  document.body.append(root)
  const warnings: string[] = []
  const app = createApp(defineComponent({ setup }))
  app.config.warnHandler = (message) => warnings.push(message)
  app.use(createEndcap(client, options))
  app.mount(root)
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)]
  return {
    root,
    warnings,
    all,
    find: (selector: string) => all(selector)[0] as HTMLElement,
    unmount() {
      app.unmount()
      root.remove()
    },
  }
}

/** Lets everything that waits for a task or a promise have its turn. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve))
}

/** Takes the focus from nodes that are moved, as a browser does. Gives how often it did. */
export function blurWhatMoves(): () => number {
  let lost = 0
  const insert = Element.prototype.insertBefore
  vi.spyOn(Element.prototype, 'insertBefore').mockImplementation(function <T extends Node>(
    this: Element,
    node: T,
    before: Node | null,
  ) {
    if (node.contains(document.activeElement)) {
      lost++
      ;(document.activeElement as HTMLElement).blur()
    }
    return insert.call(this, node, before) as T
  })
  return () => lost
}
