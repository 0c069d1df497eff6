import { hash } from '@node-rs/argon2'
import pg from 'pg'
import { templateNames, templatePermissions, templateRestrictions } from '#api/permissions.ts'
import {
  clientsPerScenario,
  emailOf,
  groups,
  listMemberships,
  organizationsTotal,
  password,
} from '../paths.ts'

/** What the organization of each founder has for copying, beside its settings. */
export const copied = { hubs: 20, roles: 9, flows: 6 }

/** Straight into its tables: the same people and memberships as the other contenders have. */
export async function seedFoyer(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  const passwordHash = await hash(password, { memoryCost: 19456, timeCost: 2, parallelism: 1 })
  const memberships = [...listMemberships()]
  const founders = Array.from({ length: clientsPerScenario }, (_, index) =>
    groups.founder.first(index),
  )
  const templates = ['owner', 'admin', 'planner', 'field_user'] as const
  try {
    await client.query('begin')
    await client.query(
      `insert into identities (email, mailbox_proved_at)
       select distinct email, now() from unnest($1::text[]) email`,
      [memberships.map(({ group, client: index }) => emailOf(group, index))],
    )
    await client.query(
      'insert into passwords (identity_id, hash, changed_at) select id, $1, now() from identities',
      [passwordHash],
    )
    await client.query(
      `insert into organizations (name, slug, country, language, currency, time_zone)
       select 'Organization ' || n, 'organization-' || n, 'ID', 'en', 'IDR', 'Asia/Jakarta'
       from generate_series(0, $1 - 1) n`,
      [organizationsTotal],
    )
    await client.query(
      `insert into organization_slugs (slug, organization_id) select slug, id from organizations;
       insert into sign_in_policies (organization_id) select id from organizations`,
    )
    for (const template of templates)
      await client.query(
        `insert into roles (organization_id, name, template, permissions, restrictions)
         select id, $1, $2, $3, $4 from organizations`,
        [
          templateNames[template],
          template,
          templatePermissions[template],
          templateRestrictions[template],
        ],
      )
    await client.query(
      `insert into members (organization_id, identity_id, email, status, source, role_id, first_name,
         last_name, registered_at, first_entered_at, last_visited_at, created_at)
       select o.id, i.id, i.email, 'active', 'founder', r.id, 'Bench', i.email,
         now(), now(), now(), now() - interval '1 year'
       from unnest($1::text[], $2::int[]) m (email, n)
       join identities i on i.email = m.email
       join organizations o on o.slug = 'organization-' || m.n
       join roles r on r.organization_id = o.id and r.template = 'owner'`,
      [
        memberships.map(({ group, client: index }) => emailOf(group, index)),
        memberships.map(({ organization }) => organization),
      ],
    )
    const sources = `(select id from organizations
                      where slug = any (select 'organization-' || n from unnest($1::int[]) n)) o`
    await client.query(
      `with h as (
         insert into hubs (organization_id, name, latitude, longitude, country)
         select o.id, 'Hub ' || n, -6.2, 106.8, 'ID' from ${sources}, generate_series(1, $2) n
         returning organization_id, id
       )
       insert into member_hubs (organization_id, member_id, hub_id)
       select h.organization_id, m.id, h.id
       from h join members m on m.organization_id = h.organization_id`,
      [founders, copied.hubs],
    )
    await client.query(
      `insert into roles (organization_id, name, permissions)
       select o.id, 'Custom ' || n, '{tasks:view,tasks:do}'
       from ${sources}, generate_series(1, $2) n`,
      [founders, copied.roles],
    )
    const pages = [
      {
        title: 'Page',
        components: [
          { id: 'note', kind: 'text', title: 'Note', help: '', required: true, visible: true },
        ],
      },
    ]
    await client.query(
      `with f as (
         insert into flows (organization_id, name, pages, position)
         select o.id, 'Flow ' || n, $3, n from ${sources}, generate_series(1, $2) n
         returning organization_id, id, name, pages
       )
       insert into flow_versions (organization_id, flow_id, version, name, pages)
       select organization_id, id, 1, name, pages from f`,
      [founders, copied.flows, JSON.stringify(pages)],
    )
    await client.query('commit')
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}
