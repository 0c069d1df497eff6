-- As it was, and the tables that have come since are erased as well (OR2). The contents of attachments go after their rows: what
-- removes them from their storage does not need the organization any more, and without its key nobody reads them.
create or replace function erase_some(organization uuid, most int) returns text
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
    'joinings', 'mails', 'billing_entries', 'billing_periods', 'billing_accounts', 'match_participants', 'match_intervals',
    'do_not_match', 'matches', 'proposals', 'registrations', 'programs', 'task_views', 'task_entries', 'attachments',
    'attachment_keys', 'task_imports', 'task_import_mappings', 'task_assignees', 'tasks', 'user_changes', 'import_rows', 'user_imports',
    'import_mappings', 'operations', 'idempotency_keys', 'field_values', 'fields', 'member_hubs', 'sso_links', 'sso_traces', 'refused_joins', 'access_links',
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
