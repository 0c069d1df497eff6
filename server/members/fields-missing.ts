import sql from 'sql-template-tag'

/**
 * How many required fields whoever holds the session that a flight has found has not answered (PR2): one row with `missing`.
 * An answer whose options are all gone is none, as `standingAnswer` has it.
 */
export const fieldsMissing = sql`
  select count(*) as missing from fields f
  where f.required and not exists (
    select from field_values v
    where v.organization_id = f.organization_id and v.field_id = f.id
      and v.member_id = nullif(current_setting('app.member_id', true), '')::uuid
      and (f.kind not in ('single_choice', 'multiple_choice')
        or exists (select from jsonb_array_elements(f.options) o where v.value ? (o ->> 'id'))))`
