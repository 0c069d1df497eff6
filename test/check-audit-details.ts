import pg from 'pg'
import { afterAll, expect } from 'vitest'
import { auditDetails } from '#api/audit-details.ts'
import { databasesInUse } from './database.ts'

const known = new Map(Object.entries(auditDetails))

/**
 * OP3: whatever the tests of a file did, events of the audit log hold what they are declared to hold and nothing else: the page
 * would show that without words. Actions that are declared nowhere are a test's own (`audit-words.test.ts` knows the others).
 */
afterAll(async () => {
  for (const database of databasesInUse) {
    const told = await listTold(database.superuserUrl)
    const undeclared = told.filter(
      ({ action, key }) => !(key in (known.get(action) ?? { [key]: 0 })),
    )
    expect(undeclared, 'details that api/audit-details.ts does not declare').toEqual([])
  }
})

/** Every detail of every action; `before` is a bag of the same ones, but where it is declared itself. */
async function listTold(connectionString: string) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const { rows } = await client.query<{ action: string; key: string }>(
      `select distinct action, key from audit_events, lateral (
        select key from jsonb_object_keys(details) as key where key <> 'before' or action = any($1)
        union select jsonb_object_keys(details -> 'before')
          where jsonb_typeof(details -> 'before') = 'object' and action <> all($1)
      ) as told order by 1, 2`,
      [[...known].flatMap(([action, details]) => ('before' in details ? [action] : []))],
    )
    return rows
  } finally {
    await client.end()
  }
}
