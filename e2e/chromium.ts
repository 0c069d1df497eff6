import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const elsewhere = [
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** What an administrator of a Debian machine types to get the browser of the journeys. */
export const installCommand =
  'apt-get update && apt-get install -y --no-install-recommends chromium fonts-liberation'

/** The path of the system's Chromium (or Chrome), or null; `CHROMIUM_PATH` goes before all others. */
export function findChromium(): string | null {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) return runs(chosen) ? chosen : null
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  const paths = folders.filter(Boolean).flatMap((folder) => names.map((name) => join(folder, name)))
  return [...paths, ...elsewhere].find(runs) ?? null
}

/** Like `findChromium`, but lets the package manager bring one where we may ask it to. */
export function ensureChromium(): string | null {
  const found = findChromium()
  if (found || process.env.CHROMIUM_PATH || !mayInstall()) return found
  spawnSync('sh', ['-c', installCommand], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return findChromium()
}

const mayInstall = () => process.getuid?.() === 0 && runs('/usr/bin/apt-get')

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
