import pg from 'pg'
import { usersTotal } from '../paths.ts'

export const crowdOwner = 'crowd-owner@bench.example'

/** One organization with very many members, as they come about: most have visited, some are suspended, each has a hub. */
export async function seedCrowd(superuserUrl: string): Promise<{ hubId: string; roleId: string }> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query('begin')
    const organization = await one(
      client,
      `insert into organizations (name, slug, country, language, currency, time_zone)
       values ('Crowd', 'crowd', 'ID', 'en', 'IDR', 'Asia/Jakarta') returning id`,
    )
    await client.query(
      `with slug as (insert into organization_slugs (slug, organization_id) values ('crowd', $1))
       insert into sign_in_policies (organization_id) values ($1)`,
      [organization],
    )
    const role = (template: string) =>
      one(
        client,
        `insert into roles (organization_id, name, template, permissions, restrictions)
         select $1, name, template, permissions, restrictions from roles
         where template = $2 and organization_id <> $1 limit 1 returning id`,
        [organization, template],
      )
    const owner = await role('owner')
    const planner = await role('planner')
    const fieldUser = await role('field_user')
    const known = await one(
      client,
      `insert into identities (email, mailbox_proved_at) values ($1, now()) returning id`,
      [crowdOwner],
    )
    await client.query(
      `insert into passwords (identity_id, hash, changed_at) select $1, hash, now() from passwords limit 1`,
      [known],
    )
    await client.query(
      `insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name,
         registered_at, first_entered_at, last_visited_at)
       values ($1, $2, $3, 'active', 'founder', $4, 'Crowd', 'Owner', now(), now(), now())`,
      [organization, known, crowdOwner, owner],
    )
    await client.query(
      `with people as (
         insert into identities (email) select 'person' || n || '@crowd' || n % 97 || '.example'
         from generate_series(1, $2::int) n returning id, email
       ), numbered as (select *, row_number() over (order by md5(email)) as n from people)
       insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name, employee_id,
         guest, created_at, last_visited_at)
       select $1, id, email, case when n % 100 = 0 then 'suspended' else 'active' end,
         case when n % 20 = 0 then 'imported' else 'added' end, case when n % 50 = 0 then $3::uuid else $4::uuid end,
         (array['Ana','Budi','Citra','Dewi','Eko','Fajar','Gita','Hadi','Indah','Joko'])[1 + n % 10],
         (array['Santoso','Wijaya','Halim','Pratama','Kusuma','Lestari','Nugroho'])[1 + n % 7] || ' ' || n, 'E-' || n,
         n % 500 = 0, now() - n * interval '1 minute',
         case when n % 4 > 0 then now() - n % 9973 * interval '1 hour' end
       from numbered`,
      [organization, usersTotal - 1, planner, fieldUser],
    )
    await client.query(
      `with h as (
         insert into hubs (organization_id, name, latitude, longitude, country)
         select $1, 'Hub ' || n, -6.2, 106.8, 'ID' from generate_series(0, 49) n returning id, name
       )
       insert into member_hubs (organization_id, member_id, hub_id)
       select $1, m.id, h.id from members m join h on h.name = 'Hub ' || abs(hashtext(m.email)) % 50
       where m.organization_id = $1`,
      [organization],
    )
    await client.query('commit')
    await client.query('vacuum analyze')
    return {
      roleId: planner,
      hubId: await one(client, `select id from hubs where organization_id = $1 limit 1`, [
        organization,
      ]),
    }
  } finally {
    await client.end()
  }
}

async function one(client: pg.Client, text: string, values: unknown[] = []): Promise<string> {
  const { rows } = await client.query<{ id: string }>(text, values)
  const [row] = rows
  if (!row) throw new Error(`nothing came of: ${text}`)
  return row.id
}
