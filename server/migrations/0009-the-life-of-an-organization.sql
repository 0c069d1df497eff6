-- Settings, addresses, deletion with its days of grace, and the end (OR1, OR2, OR5).

alter table organizations
  -- While status is 'deleting': everything of it goes then, unless an owner undoes it.
  add column deleting_until timestamptz,
  add check (deleting_until is null or status = 'deleting');
create index organizations_deleting on organizations (deleting_until) where deleting_until is not null;
grant update (slug, status, deleting_until) on organizations to foyer_member;

-- The present slug where this one leads; told to whoever is one of its members, or stands at its door.
create function slug_now(old_slug text) returns table (organization_id uuid, slug text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select o.id, o.slug from organization_slugs s join organizations o on o.id = s.organization_id and o.status = 'active'
  where s.slug = old_slug
$$;
revoke execute on function slug_now from public;
grant execute on function slug_now to foyer;

-- As own_memberships, which older versions still ask, with the logo; and of one that is being deleted, until when it can be
-- kept: told to its owners.
create function own_rows(only_member uuid default null) returns table (
  member_id uuid, organization_id uuid, organization_status text, name text, slug text, logo_id uuid, deleting_until text,
  role text, template text, status text, guest boolean, added_by text, invitation_expires_at text, entered boolean,
  last_visited_at text, policy text, created_at timestamptz
) language plpgsql stable security definer rows 10 set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
    select m.id, m.organization_id, o.status, o.name, o.slug, o.logo_id,
      to_char(o.deleting_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      r.name, r.template, m.status, m.guest, m.added_by,
      to_char(m.invitation_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      m.first_entered_at is not null,
      to_char(m.last_visited_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      policy_of(p, r), m.created_at
    from members m
    join organizations o on o.id = m.organization_id
    join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    join sign_in_policies p on p.organization_id = m.organization_id
    where m.identity_id = current_identity_id() and m.status <> 'suspended'
      and (only_member is null or m.id = only_member)
    order by m.last_visited_at desc nulls last, lower(o.name), m.id;
end $$;
revoke execute on function own_rows from public;
grant execute on function own_rows to foyer;

-- As live_session, which older versions still ask, with what the pages show of organization and member, and how many
-- required fields have no answer (PR2): one statement more would cost the hottest request more than these columns do.
create function session_now(by_hash bytea) returns table (
  session_id uuid, login_id uuid, identity_id uuid, organization_id uuid, member_id uuid, created_at float8,
  last_seen_at float8, transport text, email text, evidence text, standing text, status text, first_name text,
  last_name text, language text, time_zone text, photo_id uuid, guest boolean, organization_name text, slug text,
  organization_status text, organization_language text, currency text, organization_time_zone text, logo_id uuid,
  configuration text, members_may_invite boolean, fields_missing int, role_id uuid, role_name text, template text, permissions text, restrictions text,
  role_second_factor text, policy text, newer boolean, break_glass_until float8
) language plpgsql stable security definer rows 1 set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
    select s.id, s.login_id, s.identity_id, s.organization_id, s.member_id, (extract(epoch from s.created_at) * 1000)::float8,
      (extract(epoch from s.last_seen_at) * 1000)::float8, l.transport, i.email, evidence_of(l.id), standing_of(i, pw, a),
      m.status, m.first_name, m.last_name, m.language, m.time_zone, m.photo_id, m.guest,
      o.name, o.slug, o.status, o.language, o.currency, o.time_zone, o.logo_id, o.configuration::text,
      coalesce((select j.members_may_invite from joining_rules j where j.organization_id = o.id), false),
      (select count(*)::int from fields f where f.organization_id = m.organization_id and f.required and not exists (
        select from field_values v where v.organization_id = f.organization_id and v.member_id = m.id and v.field_id = f.id)),
      r.id, r.name, r.template,
      array_to_string(r.permissions, ' '), array_to_string(r.restrictions, ' '), r.second_factor, policy_of(p, r),
      (p.single_session or r.single_session or p.planned is not null) and exists (
        select from sessions n where n.organization_id = s.organization_id and n.member_id = s.member_id
          and n.ended_at is null and (n.created_at, n.id) > (s.created_at, s.id)),
      (extract(epoch from s.break_glass_until) * 1000)::float8
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
revoke execute on function session_now from public;
grant execute on function session_now to foyer;
