import type { Page } from 'playwright-core'

interface Point {
  x: number
  y: number
}

/** Puts a finger on the glass: Playwright itself only taps. It moves in strides, as a finger does, and stays until lifted. */
export async function putFinger(page: Page, start: Point) {
  const glass = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    glass.send('Input.dispatchTouchEvent', { type, touchPoints })
  let at = start
  await touch('touchStart', [at])
  return {
    move: async (to: Point) => {
      const from = at
      for (let step = 1; step <= 8; step++) {
        at = {
          x: from.x + ((to.x - from.x) * step) / 8,
          y: from.y + ((to.y - from.y) * step) / 8,
        }
        await touch('touchMove', [at])
      }
    },
    lift: async () => {
      await touch('touchEnd', [])
      await glass.detach()
    },
  }
}
