-- As session_now, which older versions still ask, with all that is only read as one value: a column costs the database and
-- the driver more than a name in it, and that of forty, with each request. Beside it what the transaction is confined by.
create function caller_of(by_hash bytea) returns table (
  login_id uuid, identity_id uuid, organization_id uuid, member_id uuid, caller json
) language plpgsql stable security definer rows 1 set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
    select s.login_id, s.identity_id, s.organization_id, s.member_id, json_build_object(
      'session_id', s.id, 'login_id', s.login_id, 'identity_id', s.identity_id, 'organization_id', s.organization_id,
      'member_id', s.member_id, 'created_at', (extract(epoch from s.created_at) * 1000)::float8,
      'last_seen_at', (extract(epoch from s.last_seen_at) * 1000)::float8, 'transport', l.transport, 'email', i.email,
      'evidence', evidence_of(l.id), 'standing', standing_of(i, pw, a),
      'status', m.status, 'first_name', m.first_name, 'last_name', m.last_name, 'language', m.language,
      'time_zone', m.time_zone, 'photo_id', m.photo_id, 'guest', m.guest,
      'organization_name', o.name, 'slug', o.slug, 'organization_status', o.status, 'organization_language', o.language,
      'currency', o.currency, 'organization_time_zone', o.time_zone, 'logo_id', o.logo_id,
      'configuration', o.configuration::text,
      'members_may_invite', coalesce((
        select j.members_may_invite from joining_rules j where j.organization_id = o.id), false),
      'fields_missing', (
        select count(*) from fields f where f.organization_id = m.organization_id and f.required and not exists (
          select from field_values v where v.organization_id = f.organization_id and v.member_id = m.id and v.field_id = f.id
            -- An answer whose options are all gone is none.
            and (f.kind not in ('single_choice', 'multiple_choice')
              or exists (select from jsonb_array_elements(f.options) o where v.value ? (o ->> 'id'))))),
      'role_id', r.id, 'role_name', r.name, 'template', r.template,
      'permissions', array_to_string(r.permissions, ' '), 'restrictions', array_to_string(r.restrictions, ' '),
      'role_second_factor', r.second_factor, 'policy', policy_of(p, r),
      'newer', (p.single_session or r.single_session or p.planned is not null) and exists (
        select from sessions n where n.organization_id = s.organization_id and n.member_id = s.member_id
          and n.ended_at is null and (n.created_at, n.id) > (s.created_at, s.id)),
      'break_glass_until', (extract(epoch from s.break_glass_until) * 1000)::float8)
    from sessions s
    join logins l on l.id = s.login_id and l.ended_at is null
    join identities i on i.id = s.identity_id
    left join passwords pw on pw.identity_id = i.id
    left join authenticators a on a.identity_id = i.id
    join members m on m.organization_id = s.organization_id and m.id = s.member_id
    join organizations o on o.id = s.organization_id
    join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    join sign_in_policies p on p.organization_id = s.organization_id
    where s.token_hash = by_hash and s.ended_at is null;
end $$;
revoke execute on function caller_of from public;
grant execute on function caller_of to foyer;
