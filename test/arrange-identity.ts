import sql from 'sql-template-tag'
import { hashToken } from '#server/platform/token.ts'
import type { TestApp, TestPerson } from './harness.ts'

/** Makes a session look as if all that is asked for fresh evidence had just been proved. */
export const makeFresh = (app: TestApp, token: string): Promise<void> =>
  app.owner.transaction(async (tx) => {
    const now = app.clock.now ?? new Date()
    await tx.query(sql`
      insert into evidence (login_id, kind, at)
      select s.login_id, kind, ${now} from sessions s, unnest(array['password', 'email_otp', 'totp']) as kind
      where s.token_hash = ${hashToken(token)}
      on conflict (login_id, kind, connection_id) do update set at = excluded.at`)
  })

/** Gives somebody an authenticator with two recovery codes; nobody knows its seed. */
export const enrol = (app: TestApp, { id }: TestPerson): Promise<void> =>
  app.owner.transaction(async (tx) => {
    await tx.query(sql`insert into authenticators (identity_id, sealed_seed, key_id, last_step, since)
      values (${id}, '\\x00', 'test', 0, now())`)
    await tx.query(sql`insert into recovery_codes (identity_id, hash, salt)
      select ${id}, int4send(n), '\\x00' from generate_series(1, 2) n`)
  })

/** Where somebody is at home. */
export const setHome = (app: TestApp, { id }: TestPerson, home: { id: string } | null) =>
  app.owner.transaction((tx) =>
    tx.query(
      sql`update identities set home_organization_id = ${home?.id ?? null} where id = ${id}`,
    ),
  )
