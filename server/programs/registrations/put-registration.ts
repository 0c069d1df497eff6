import sql from 'sql-template-tag'
import type { MemberId, OrganizationId, ProgramId, RegistrationId } from '#api/common.ts'
import type { FieldValues } from '#api/fields.ts'
import type { ProgramRole } from '#api/programs.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf } from '../person.ts'

interface NewRegistration {
  organizationId: OrganizationId
  programId: ProgramId
  memberId: MemberId
  role: ProgramRole
  capacity: number
  answers: FieldValues
}

/** Registers a member, in the row of earlier times where there is one. Null: they take part already, or are no active member. */
export async function putRegistration(
  tx: Tx,
  { organizationId, programId, memberId, role, capacity, answers }: NewRegistration,
  now: Date,
): Promise<RegistrationId | null> {
  const [row] = await tx.query<{ id: RegistrationId }>(sql`
    insert into registrations as r (organization_id, program_id, member_id, member_name, role, capacity, answers, first_registered_at,
      registered_at)
    select ${organizationId}, ${programId}, m.id, ${nameOf}, ${role}, ${capacity}, ${JSON.stringify(answers)}::jsonb, ${now}, ${now}
    from members m where m.id = ${memberId} and m.status = 'active'
    on conflict (organization_id, program_id, member_id) do update set status = 'registered', role = excluded.role,
      capacity = excluded.capacity, answers = excluded.answers, registered_at = excluded.registered_at, frozen_at = null, frozen_by = null,
      left_at = null
    where r.status = 'left'
    returning id`)
  return row?.id ?? null
}
