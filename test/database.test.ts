import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { freshDatabase, testDatabase } from '#test/database.ts'

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ answer: unknown }>(statement)
    return rows[0]?.answer
  } finally {
    await client.end()
  }
}

describe('OP1: the database of the tests is the database of production', () => {
  test('the application connects as a role that owns nothing and cannot bypass policies', async () => {
    const { appUrl, name } = await testDatabase()
    expect(await ask(appUrl, 'select current_database() as answer')).toBe(name)
    expect(
      await ask(
        appUrl,
        'select rolsuper or rolbypassrls or rolcreaterole or rolinherit as answer from pg_roles where rolname = current_user',
      ),
    ).toBe(false)
    await expect(ask(appUrl, 'create table own_table (id int)')).rejects.toThrow(/permission/)
  })

  test('a fresh database is another one, with the same tables', async () => {
    const [mine, shared] = [await freshDatabase(), await testDatabase()]
    expect(mine.name).not.toBe(shared.name)
    const count =
      "select count(*)::int as answer from information_schema.tables where table_schema = 'public'"
    expect(await ask(mine.ownerUrl, count)).toBe(await ask(shared.ownerUrl, count))
  })
})
