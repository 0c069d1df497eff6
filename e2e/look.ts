import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { expectAccessible, takeScreenshot } from './browser.ts'
import { fits } from './walk.ts'

/** Looks at a page as it stands: no barriers, nothing to scroll sideways to; keeps a picture of it. */
export async function look(page: Page, name: string): Promise<void> {
  await expectAccessible(page)
  await expect.poll(() => fits(page)).toBe(true)
  await takeScreenshot(page, name)
}
