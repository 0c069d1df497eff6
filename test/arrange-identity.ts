import sql from 'sql-template-tag'
import { hashToken } from '#server/platform/token.ts'
import type { TestApp, TestOrganization, TestPerson } from './harness.ts'

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

/** As if a session had come through single sign-on, which its organization demands, and by nothing else. */
export const vouchedOnly = (
  app: TestApp,
  { id }: TestOrganization,
  token: string,
  at = app.clock.now ?? new Date(),
) =>
  app.owner.transaction(async (tx) => {
    const [connection] = await tx.query<{ id: string }>(sql`
      insert into connections (organization_id, name, kind, status, provider, sealed_private_key, private_key_key_id,
        certificate, evidence_since, created_at)
      values (${id}, 'Okta', 'oidc', 'enabled', '{"issuer": "https://idp.example"}', 'x', 'x', 'x', '2020-01-01', now())
      returning id`)
    await tx.query(
      sql`update sign_in_policies set first_factor = 'sso' where organization_id = ${id}`,
    )
    await tx.query(sql`
      with gone as (delete from evidence where login_id in (
        select login_id from sessions where token_hash = ${hashToken(token)}))
      insert into evidence (login_id, kind, connection_id, organization_id, at)
      select login_id, 'sso', ${connection?.id}, ${id}, ${at} from sessions where token_hash = ${hashToken(token)}`)
  })
