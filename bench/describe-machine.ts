import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Cores } from './processes.ts'

/** What somebody needs to know to make sense of the figures, or to repeat them. */
export type Machine = Record<string, string>

export async function describeMachine(
  databaseUrl: string,
  folder: string,
  cores: Cores | null,
): Promise<Machine> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ version: string; buffers: string; fsync: string }>(
    `select split_part(version(), ' on ', 1) as version, current_setting('shared_buffers') as buffers,
       current_setting('fsync') as fsync`,
  )
  await client.end()
  const [database] = rows
  const models = new Set(cpus().map(({ model }) => model))
  return {
    Date: new Date().toISOString().slice(0, 10),
    Processor: `${cpus().length} × ${[...models].join(', ')}`,
    Memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    System: `${type()} ${release()}`,
    'Files of the database': fileSystemOf(folder),
    Node: process.version,
    PostgreSQL: `${database?.version}, shared_buffers ${database?.buffers}, fsync ${database?.fsync}`,
    Pinned:
      cores === null
        ? 'no: servers, database and load share all cores'
        : `server on core ${cores.server}; database and load on core ${cores.others}`,
    Commit: describeCommit(),
    'Better Auth': versionOf('better-auth', join(import.meta.dirname, 'better-auth')),
    Hono: versionOf('hono'),
    pg: versionOf('pg'),
  }
}

function fileSystemOf(folder: string): string {
  try {
    return execFileSync('stat', ['-f', '-c', '%T', folder], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

function describeCommit(): string {
  try {
    const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const
    return execFileSync('git', ['describe', '--always', '--dirty'], options).trim()
  } catch {
    return 'unknown'
  }
}

function versionOf(name: string, from = import.meta.dirname): string {
  for (const folder of createRequire(join(from, 'x.js')).resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json')
    if (!existsSync(file)) continue
    const manifest: { version: string } = JSON.parse(readFileSync(file, 'utf8'))
    return manifest.version
  }
  return 'not installed'
}
