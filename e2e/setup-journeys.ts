import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { findChromium, installCommand } from './chromium.ts'
import { startFoyer } from './foyer.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built server of this run listens. */
    origin: string
    /** Its data folder. */
    folder: string
    /** What `foyer demo --json` printed. */
    demo: string
    /** Where the one browser of this run listens. */
    browserEndpoint: string
  }
}

/** One server and one browser for all journeys of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(`No Chromium; install one, as root: ${installCommand}`)
  const foyer = await startFoyer({
    environment: {
      // All journeys come from one address, faster than people would.
      FOYER_CREDENTIALS_PER_MINUTE: '10000',
      // Identity providers of journeys run on this machine.
      FOYER_ALLOW_PRIVATE: '127.0.0.0/8,::1',
    },
  })
  const browser = await chromium.launchServer({
    executablePath,
    // Chromium's sandbox refuses to run as root, and only then do we go without.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-dev-shm-usage', '--force-color-profile=srgb', '--font-render-hinting=none'],
  })
  project.provide('origin', foyer.origin)
  project.provide('folder', foyer.folder)
  project.provide('demo', await foyer.run(['demo', '--json']))
  project.provide('browserEndpoint', browser.wsEndpoint())
  return async () => {
    await browser.close()
    await foyer.stop()
  }
}
