import { randomBytes, randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import { keyOf } from '#server/attachments/attachment-key.ts'
import { createKeyRing, seal } from '#server/platform/seal.ts'
import type { TestApp, TestOrganization, TestPerson } from './harness.ts'

/** A row of one organization in every table that holds such rows. */
export async function fillOrganization(
  app: TestApp,
  inside: TestOrganization,
): Promise<{ person: TestPerson; member: MemberId }> {
  const person = await app.person()
  const hub = await app.hub(inside)
  const member = await app.member(inside, person, { hubs: [hub] })
  await app.owner.transaction(async (tx) => {
    const { id } = inside
    await tx.query(
      sql`insert into custom_modules (organization_id, name, url) values (${id}, 'Fleet', 'https://fleet.example')`,
    )
    const [flow] = await tx.query<{ id: string }>(sql`
      insert into flows (organization_id, name, pages, position) values (${id}, 'Pickup', '[]', 1) returning id`)
    await tx.query(
      sql`insert into flow_versions (organization_id, flow_id, version, name, pages) values (${id}, ${flow?.id}, 1, 'Pickup', '[]')`,
    )
    const [task] = await tx.query<{ id: string }>(sql`
      insert into tasks (organization_id, hub_id, flow_id, flow_version, title, starts_at, ends_at)
      values (${id}, ${hub}, ${flow?.id}, 1, 'Fetch', now(), now()) returning id`)
    await tx.query(
      sql`insert into task_assignees (organization_id, task_id, member_id) values (${id}, ${task?.id}, ${member})`,
    )
    await tx.query(sql`
      insert into task_entries (organization_id, task_id, at, kind, member_id, member_name, text)
      values (${id}, ${task?.id}, now(), 'commented', ${member}, 'Ann', 'At the back door')`)
    await tx.query(sql`
      insert into task_views (organization_id, member_id, name, query, shared, position)
      values (${id}, ${member}, 'Mine', '{}', true, 1)`)
    const keyId = randomUUID()
    const key = seal(createKeyRing(app.settings.secretKey), randomBytes(32), keyOf(id, keyId))
    await tx.query(sql`
      insert into attachment_keys (organization_id, id, sealed_key, key_id) values (${id}, ${keyId}, ${key.sealed}, ${key.keyId})`)
    await tx.query(sql`
      insert into attachments (organization_id, kind, name, content_type, bytes, width, height, state, writing_since, created_by,
        created_at, task_id, component_id)
      values (${id}, 'photo', 'Door', 'image/webp', 3, 1, 1, 'ready', now(), ${member}, now(), ${task?.id}, 'door')`)
    const [file] = await tx.query<{ id: string }>(sql`
      insert into files (organization_id, kind, name, content_type, created_at) values (${id}, 'report', 'x', 'text/csv', now())
      returning id`)
    await tx.query(
      sql`insert into file_pieces (organization_id, file_id, n, content) values (${id}, ${file?.id}, 0, 'x')`,
    )
    await tx.query(sql`
      insert into operations (organization_id, kind, member_id, input, file_id, created_at)
      values (${id}, 'user-change', ${member}, '{}', ${file?.id}, now())`)
    await tx.query(sql`
      insert into user_changes (organization_id, operation_id, member_id) select ${id}, id, member_id from operations
      where organization_id = ${id}`)
    const [upload] = await tx.query<{ id: string }>(sql`
      insert into user_imports (organization_id, member_id, file_id, file_name, encoding, delimiter, header_row, rows, mapping,
        remembered, created_at)
      values (${id}, ${member}, ${file?.id}, 'people.csv', 'utf-8', ',', 1, 1, '{}', false, now()) returning id`)
    await tx.query(sql`
      insert into import_rows (organization_id, import_id, n, line, cells) values (${id}, ${upload?.id}, 1, 2, '[]')`)
    await tx.query(sql`
      insert into import_mappings (organization_id, header_hash, mapping, used_at) values (${id}, 'x', '{}', now())`)
    await tx.query(sql`
      insert into task_imports (organization_id, member_id, file_id, file_name, encoding, delimiter, header_row, rows, flow_id,
        mapping, remembered, created_at)
      values (${id}, ${member}, ${file?.id}, 'tasks.csv', 'utf-8', ',', 1, 1, ${flow?.id}, '[]', false, now())`)
    await tx.query(sql`
      insert into task_import_mappings (organization_id, header_hash, flow_id, mapping, used_at)
      values (${id}, 'x', ${flow?.id}, '[]', now())`)
    const [program] = await tx.query<{ id: string }>(sql`
      insert into programs (organization_id, name, kind, created_at) values (${id}, 'Mentors', 'peer', now()) returning id`)
    const partner = await app.member(inside, await app.person(), { hubs: [hub] })
    const registrations = await tx.query<{ id: string }>(sql`
      insert into registrations (organization_id, program_id, member_id, member_name, role, capacity, first_registered_at,
        registered_at)
      select ${id}, ${program?.id}, m, 'Ann', 'peer', 2, now(), now() from unnest(${[member, partner]}::uuid[]) as m returning id`)
    const [proposal] = await tx.query<{ id: string }>(sql`
      insert into proposals (organization_id, program_id, operation_id, created_by, created_by_name, created_at, minimum_score)
      values (${id}, ${program?.id}, gen_random_uuid(), ${member}, 'Ann', now(), 0) returning id`)
    const [match] = await tx.query<{ id: string }>(sql`
      insert into matches (organization_id, program_id, status, source, proposal_id, created_at, started_at)
      values (${id}, ${program?.id}, 'active', 'proposal', ${proposal?.id}, now(), now()) returning id`)
    await tx.query(sql`
      insert into match_participants (organization_id, match_id, registration_id, member_id, member_name, role)
      select ${id}, ${match?.id}, r.id, r.member_id, 'Ann', 'peer' from registrations r
      where r.id = any(${registrations.map((one) => one.id)}::uuid[])`)
    await tx.query(sql`
      insert into match_intervals (organization_id, match_id, member_id, identity_id, member_name, started_at)
      select ${id}, ${match?.id}, m.id, m.identity_id, 'Ann', now() from members m where m.id = any(${[member, partner]}::uuid[])`)
    await tx.query(sql`
      insert into do_not_match (organization_id, program_id, low_member_id, high_member_id, created_at)
      values (${id}, ${program?.id}, least(${member}::uuid, ${partner}::uuid), greatest(${member}::uuid, ${partner}::uuid), now())`)
    await tx.query(sql`insert into foundings (organization_id, report) values (${id}, '{}')`)
    await tx.query(
      sql`insert into break_glass_codes (organization_id, code_hash, created_at) values (${id}, 'x', now())`,
    )
    await tx.query(
      sql`insert into idempotency_keys (organization_id, member_id, key, request_hash) values (${id}, ${member}, 'k', 'x')`,
    )
    await tx.query(
      sql`insert into audit_events (organization_id, at, action) values (${id}, now(), 'test')`,
    )
    await tx.query(sql`
      insert into audit_seals (organization_id, number, events, hash, sealed_at)
      values (${id}, 1, 1, decode(repeat('00', 32), 'hex'), now())`)
    const [connection] = await tx.query<{ id: string }>(sql`
      insert into connections (organization_id, name, kind, sealed_private_key, private_key_key_id, certificate, evidence_since,
        created_at)
      values (${id}, 'Okta', 'oidc', 'x', 'x', 'x', now(), now()) returning id`)
    await tx.query(sql`
      insert into connection_group_roles (organization_id, connection_id, position, group_name, role_id)
      values (${id}, ${connection?.id}, 0, 'staff', ${inside.roles.planner})`)
    await tx.query(sql`
      insert into sso_links (organization_id, connection_id, issuer, subject, member_id, proved_by, linked_at, last_signed_in_at)
      values (${id}, ${connection?.id}, 'https://idp.example', 'ann', ${member}, 'joining', now(), now())`)
    await tx.query(sql`
      insert into sso_traces (organization_id, connection_id, at, purpose, outcome, steps, claims)
      values (${id}, ${connection?.id}, now(), 'sign-in', 'signed-in', '[]', '[]')`)
    await tx.query(sql`insert into joining_rules (organization_id) values (${id})`)
    await tx.query(sql`
      insert into access_links (organization_id, name, token_hash, created_at) values (${id}, 'Fair', ${id}::text::bytea, now())`)
    await tx.query(sql`
      insert into domains (organization_id, domain, token, created_at) values (${id}, 'example.test', 'x', now())`)
    const [field] = await tx.query<{ id: string }>(sql`
      insert into fields (organization_id, name, kind, visibility, position, created_at)
      values (${id}, 'Badge', 'text', 'nobody', 1, now()) returning id`)
    await tx.query(sql`
      insert into field_values (organization_id, member_id, field_id, value) values (${id}, ${member}, ${field?.id}, '"7"')`)
    await tx.query(sql`
      insert into refused_joins (organization_id, email, path, reason, first_at, last_at)
      values (${id}, 'x@example.test', 'single-sign-on', 'no-address', now(), now())`)
  })
  return { person, member }
}
