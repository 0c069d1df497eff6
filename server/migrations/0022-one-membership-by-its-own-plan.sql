-- As before, with a plan of its own for one of them. The plan that both shared either read all memberships of a person to find
-- the one, or was made anew each time: for a person of many that cost as much as the rest of a switch (SW10).
create or replace function own_rows(only_member uuid default null) returns table (
  member_id uuid, organization_id uuid, organization_status text, name text, slug text, logo_id uuid, deleting_until text,
  role text, template text, status text, guest boolean, added_by text, invitation_expires_at text, entered boolean,
  last_visited_at text, policy text, created_at timestamptz
) language plpgsql stable security definer rows 10 set search_path = pg_catalog, public, pg_temp as $$
begin
  if only_member is not null then
    return query
      select m.id, m.organization_id, o.status, o.name, o.slug, o.logo_id,
        case when o.erasing_since is null then to_char(o.deleting_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
        r.name, r.template, m.status, m.guest, m.added_by,
        to_char(m.invitation_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        m.first_entered_at is not null,
        to_char(m.last_visited_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        policy_of(p, r), m.created_at
      from members m
      join organizations o on o.id = m.organization_id
      join roles r on r.organization_id = m.organization_id and r.id = m.role_id
      join sign_in_policies p on p.organization_id = m.organization_id
      where m.identity_id = current_identity_id() and m.id = only_member and m.status <> 'suspended';
    return;
  end if;
  return query
    select m.id, m.organization_id, o.status, o.name, o.slug, o.logo_id,
      case when o.erasing_since is null then to_char(o.deleting_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
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
    order by m.last_visited_at desc nulls last, lower(o.name), m.id;
end $$;
