import { join } from 'node:path'
import pg from 'pg'
import type { Contender, Ground } from '../contender.ts'
import type { Path } from '../paths.ts'
import { startPeer } from '../processes.ts'

/** What one core can do at most: a prepared statement by Node, a password hash of either kind. */
export async function startLimits(ground: Ground): Promise<Contender[]> {
  const client = new pg.Client({ connectionString: ground.superuserUrl })
  await client.connect()
  await client.query('create database limits')
  await client.end()
  const url = new URL(ground.superuserUrl)
  url.pathname = '/limits'
  const database = new pg.Client({ connectionString: url.href })
  await database.connect()
  await database.query(
    `create table limit_rows (id int primary key, name text not null);
     insert into limit_rows select n, 'row ' || n from generate_series(0, 999) n;
     analyze limit_rows`,
  )
  await database.end()
  const file = join(import.meta.dirname, 'limits-server.ts')
  const { peer, ready } = startPeer('limits', [file], ground.cores, { DATABASE_URL: url.href })
  await ready
  const limit = (name: string, path: Path, loop: string, note: string): Contender => ({
    name,
    note,
    peer,
    prepare: { [path]: async () => ({ loop }) },
  })
  return [
    limit(
      'limit: one statement',
      'session-check',
      'statement',
      'One prepared read by primary key from Node over two pipelined connections, without HTTP.',
    ),
    limit(
      'limit: argon2id',
      'sign-in',
      'argon2id',
      'Hashes a core with the parameters of Foyer (19 MiB, t = 2, p = 1), nothing else.',
    ),
    limit(
      'limit: scrypt',
      'sign-in',
      'scrypt',
      'Hashes a core with the parameters of Better Auth (N = 16384, r = 16, p = 1), nothing else.',
    ),
  ]
}
