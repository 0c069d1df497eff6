import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DemoAccount } from './create-demo.ts'

const fileIn = (folder: string) => join(folder, 'demo.json')

/** Keeps the accounts of a demo on loopback, for the sign-in page and for who asks later; only our own user may read it. */
export async function keepDemoAccounts(
  folder: string,
  accounts: readonly DemoAccount[],
): Promise<void> {
  await writeFile(fileIn(folder), JSON.stringify(accounts, null, 2), { mode: 0o600 })
}

/** Null: there is no demo, or none whose passwords are kept. */
export async function readDemoAccounts(folder: string): Promise<DemoAccount[] | null> {
  try {
    return JSON.parse(await readFile(fileIn(folder), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
