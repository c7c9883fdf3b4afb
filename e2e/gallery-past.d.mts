import type { Page } from 'playwright-core'

/** Gives the visitor of an open page of the gallery a past; resolves when the device has kept it. */
export function givePast(page: Page, theme: string, dir: string): Promise<void>
