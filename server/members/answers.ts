import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { Answered, Field, FieldValue } from '#api/fields.ts'
import { problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import { standingAnswer } from './check-answers.ts'

/** A field with what a member has answered, as it stands today. */
export type AnsweredField = Answered['items'][number]

/** Every field with a member's answer, in the order of the fields; whether there is such a member is not asked. */
export async function listAnswers(tx: Tx, memberId: MemberId): Promise<AnsweredField[]> {
  const rows = await tx.query<{ field: Field; value: FieldValue }>(sql`
    select jsonb_build_object('id', f.id, 'name', f.name, 'help', f.help, 'kind', f.kind, 'options', f.options,
        'required', f.required, 'visibility', f.visibility) as field, v.value
    from fields f left join field_values v on v.organization_id = f.organization_id and v.field_id = f.id and v.member_id = ${memberId}
    order by f.position, f.id`)
  return rows.map(({ field, value }) => ({ field, value: standingAnswer(field, value) }))
}

/** Of these, how many required ones have no answer. */
export const toAnswered = (items: AnsweredField[]): Answered => ({
  items,
  missing: items.filter(({ field, value }) => field.required && value === null).length,
})

/**
 * Writes answers that `checkAnswers` has judged, null where one is taken back. One of a field that was just deleted violates
 * `field_values_organization_id_field_id_fkey`.
 */
export async function replaceAnswers(
  tx: Tx,
  organizationId: OrganizationId,
  memberId: MemberId,
  answers: ReadonlyMap<string, FieldValue>,
): Promise<void> {
  const entries = [...answers]
  const emptied = entries.filter(([, value]) => value === null).map(([id]) => id)
  const given = Object.fromEntries(entries.filter(([, value]) => value !== null))
  await Promise.all([
    tx.query(
      sql`delete from field_values where member_id = ${memberId} and field_id = any(${emptied}::uuid[])`,
    ),
    tx.query(sql`
      insert into field_values (organization_id, member_id, field_id, value)
      select ${organizationId}::uuid, ${memberId}::uuid, key::uuid, value from jsonb_each(${JSON.stringify(given)}::jsonb)
      order by key
      on conflict (organization_id, member_id, field_id) do update set value = excluded.value`),
  ])
}

/** A field that was deleted while it was being answered. */
export const answerViolations = {
  field_values_organization_id_field_id_fkey: () =>
    problem('values-refused', { detail: 'One of these fields was just deleted.' }),
}
