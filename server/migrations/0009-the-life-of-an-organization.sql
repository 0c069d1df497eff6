-- Settings, addresses, deletion with its days of grace, and the end (OR1, OR2, OR5).

alter table organizations
  -- While status is 'deleting': everything of it goes then, unless an owner undoes it.
  add column deleting_until timestamptz,
  -- Since then nothing of it can be kept any more: some of it may be gone.
  add column erasing_since timestamptz,
  add check (deleting_until is null or status = 'deleting'),
  add check (erasing_since is null or status = 'deleting');
create index organizations_deleting on organizations (deleting_until) where deleting_until is not null;
grant update (slug, status, deleting_until) on organizations to foyer_member;

-- What an organization's provider has vouched for goes with it.
create index evidence_organization on evidence (organization_id) where organization_id is not null;

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
        select from field_values v where v.organization_id = f.organization_id and v.member_id = m.id and v.field_id = f.id
          -- An answer whose options are all gone is none.
          and (f.kind not in ('single_choice', 'multiple_choice')
            or exists (select from jsonb_array_elements(f.options) o where v.value ? (o ->> 'id'))))),
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

---------------------------------------------------------------------------------------------------
-- The end of an organization (OR2). It lies over both planes, so functions of the owner do it; each only to one that is
-- being deleted.

-- What stands in the identity plane of an organization stops: sessions and whoever is on the way in. What is only refused
-- meanwhile, and would come back with it, stays. Nothing is waited for: who holds a row here is ending it, or waits for the
-- organization; keeping it stops once more what was held.
create function stop_organization(organization uuid, at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform from organizations where id = organization and status = 'deleting' for no key update;
  if not found then return; end if;
  update sessions set ended_at = stop_organization.at, end_reason = 'organization-deleted' where id in (
    select id from sessions where organization_id = organization and ended_at is null for update skip locked);
  delete from pending_sign_ins where id in (
    select p.id from pending_sign_ins p join members m on m.organization_id = organization and m.id = p.target_member_id
    for update of p skip locked);
  delete from sso_attempts where id in (
    select id from sso_attempts where organization_id = organization for update skip locked);
  delete from held_links where login_id in (
    select login_id from held_links where organization_id = organization for update skip locked);
  delete from joinings where id in (
    select id from joinings where organization_id = organization for update skip locked);
  update password_links set used_at = stop_organization.at where id in (
    select id from password_links where organization_id = organization and used_at is null and purpose <> 'first'
    for update skip locked);
end $$;
revoke execute on function stop_organization from public;
grant execute on function stop_organization to foyer;

-- For the clock: those whose days of grace are over.
create function organizations_to_erase(at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select id from organizations where deleting_until <= at order by deleting_until, id
$$;
revoke execute on function organizations_to_erase from public;
grant execute on function organizations_to_erase to foyer;

-- From here on nobody can keep it. Tells its owners, once, to whom a last mail goes.
create function start_erasing(organization uuid, at timestamptz) returns table (email text, language text, name text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update organizations o set erasing_since = at
    where o.id = organization and o.deleting_until <= at and o.erasing_since is null;
  if not found then return; end if;
  return query
    select m.email, coalesce(m.language, o.language), o.name
    from organizations o join roles r on r.organization_id = o.id and r.template = 'owner'
    join members m on m.organization_id = r.organization_id and m.role_id = r.id and m.status = 'active'
    where o.id = organization order by m.id;
end $$;
revoke execute on function start_erasing from public;
grant execute on function start_erasing to foyer;

-- Takes at most so many rows out of the first table that has any, so that each transaction is short, whatever the size; who
-- refers goes before what is referred to. With a member goes an identity that never proved a mailbox and is nowhere else.
-- Tells the table; null: nothing is left, the organization neither.
create function erase_some(organization uuid, most int) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  place text;
  taken bigint;
  people uuid[];
begin
  perform from organizations where id = organization and erasing_since is not null for no key update;
  if not found then return null; end if;
  foreach place in array array[
    'sessions', 'evidence', 'sso_attempts', 'held_links', 'provider_sessions', 'set_up_links', 'password_links', 'founding_keys',
    'joinings', 'mails', 'task_assignees', 'tasks', 'user_changes', 'import_rows', 'user_imports', 'import_mappings', 'operations',
    'idempotency_keys', 'field_values', 'fields', 'member_hubs', 'sso_links', 'sso_traces', 'refused_joins', 'access_links',
    'joining_rules', 'members', 'domains', 'connection_group_roles', 'connections', 'file_pieces', 'files', 'flow_versions',
    'flows', 'hubs', 'custom_modules', 'break_glass_codes', 'foundings', 'audit_events', 'audit_seals', 'roles',
    'sign_in_policies'
  ] loop
    if place = 'members' then
      with gone as (
        delete from members m where m.organization_id = organization
          and m.id in (select id from members where organization_id = organization order by id limit most)
        returning m.identity_id
      ) select array_agg(identity_id), count(*) into people, taken from gone;
      -- Held first: who is being added elsewhere at this moment is seen then.
      perform from identities where id = any (people) order by id for update;
      delete from identities i where i.id = any (people) and i.mailbox_proved_at is null
        and not exists (select from members m where m.identity_id = i.id);
    else
      -- Pieces of files are large.
      execute format('delete from %1$I where ctid = any (array(select ctid from %1$I where organization_id = $1 limit $2))', place)
        using organization, case place when 'file_pieces' then greatest(most / 32, 1) else most end;
      get diagnostics taken = row_count;
    end if;
    if taken > 0 then return place; end if;
  end loop;
  -- PW5: since when they had a home stays: the next one does not become it by itself.
  update identities set home_organization_id = null
    where id in (select id from identities where home_organization_id = organization limit most);
  if found then return 'identities'; end if;
  update identities set doubted_by_organization_id = null
    where id in (select id from identities where doubted_by_organization_id = organization limit most);
  if found then return 'identities'; end if;
  delete from graphile_worker._private_jobs where payload ->> 'organizationId' = organization::text and locked_at is null;
  -- Its slugs stay, with nobody (OR5).
  delete from organizations where id = organization;
  return null;
end $$;
revoke execute on function erase_some from public;
grant execute on function erase_some to foyer;
