import sql from 'sql-template-tag'
import type { FieldId, OrganizationId } from '#api/common.ts'
import type { Field } from '#api/fields.ts'
import { type FieldError, fieldProblem, problem } from '#api/problem.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

const columns = sql`f.id, f.name, f.help, f.kind, f.options, f.required, f.visibility`

/** What an organization asks its members, in its order (PR2). */
export const listFields = (tx: Tx): Promise<Field[]> =>
  tx.query<Field>(sql`select ${columns} from fields f order by f.position, f.id`)

/** Those whose answers somebody besides the member sees: the others nobody else writes, nor compares with a guess. */
export const listSharedFields = async (tx: Tx): Promise<Field[]> =>
  (await listFields(tx)).filter(({ visibility }) => visibility !== 'nobody')

/**
 * Finds a field and holds the row until the transaction ends.
 *
 * @throws not-found, also for a field of another organization
 */
export async function getFieldToChange(tx: Tx, fieldId: FieldId): Promise<Field> {
  const [field] = await tx.query<Field>(
    sql`select ${columns} from fields f where f.id = ${fieldId} for no key update`,
  )
  if (!field) throw problem('not-found')
  return field
}

/**
 * One field with what would be lost with it: how many have answered, and chosen each option; the last is not counted of what
 * nobody may see, nor for whoever may not view users, or of few people one could tell who chose what.
 */
export interface FieldWithAnswers extends Field {
  answers: number
  chosen: Record<string, number>
}

/** @throws not-found, also for a field of another organization */
export async function getField(
  tx: Tx,
  caller: Pick<SessionCaller, 'permissions'>,
  fieldId: FieldId,
): Promise<FieldWithAnswers> {
  const [field] = await tx.query<FieldWithAnswers>(sql`
    select ${columns},
      (select count(*) from field_values v where v.organization_id = f.organization_id and v.field_id = f.id) as answers,
      (select coalesce(jsonb_object_agg(o.id, o.count), '{}') from (
        select e.id, count(*) from field_values v,
          jsonb_array_elements_text(case jsonb_typeof(v.value) when 'array' then v.value else jsonb_build_array(v.value) end) as e (id)
        where v.organization_id = f.organization_id and v.field_id = f.id and f.kind in ('single_choice', 'multiple_choice')
          and f.visibility <> 'nobody' and ${may(caller, 'users:view')}
          and e.id in (select option ->> 'id' from jsonb_array_elements(f.options) option)
        group by e.id) o) as chosen
    from fields f where f.id = ${fieldId}`)
  if (!field) throw problem('not-found')
  return field
}

/** Waits for whoever adds, removes or orders fields at this moment, so that places and numbers are true. */
export async function lockFields(tx: Tx, organizationId: OrganizationId): Promise<void> {
  await tx.query(
    sql`select pg_advisory_xact_lock(hashtextextended(${`fields:${organizationId}`}, 0))`,
  )
}

/**
 * Refuses options that would confuse: a choice needs one, and no two may have the same id or the same words; what is not a
 * choice has none.
 *
 * @throws values-refused at #/options
 */
export function checkOptions({ kind, options }: Pick<Field, 'kind' | 'options'>): void {
  const choice = kind === 'single_choice' || kind === 'multiple_choice'
  const errors: FieldError[] = []
  if (choice && options.length === 0)
    errors.push({
      pointer: '#/options',
      code: 'too-few',
      detail: 'needs at least 1',
      values: { min: 1 },
    })
  if (!choice && options.length > 0)
    errors.push({ pointer: '#/options', code: 'unknown', detail: `a ${kind} has no options` })
  const ids = new Set<string>()
  const labels = new Set<string>()
  options.forEach(({ id, label }, n) => {
    const words = label.toLowerCase()
    if (ids.has(id)) errors.push(twice(`#/options/${n}/id`))
    if (labels.has(words)) errors.push(twice(`#/options/${n}/label`))
    ids.add(id)
    labels.add(words)
  })
  if (errors.length > 0) throw problem('values-refused', { errors })
}

const twice = (pointer: string): FieldError => ({
  pointer,
  code: 'twice',
  detail: 'stands in the list already',
})

/** Of two who take a name at once, the second is told. */
export const fieldViolations = {
  fields_name: () => fieldProblem('name-taken', '#/name', 'Another field has this name.', 'taken'),
}
