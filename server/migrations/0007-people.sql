-- The user table, fields, profiles and imports (US1, US4, PR1, PR2).

alter table members
  add column employee_id text check (length(employee_id) between 1 and 64),
  add column photo_id uuid;
alter table members add constraint members_photo foreign key (organization_id, photo_id) references files (organization_id, id)
  on delete set null (photo_id);
create index members_photo on members (organization_id, photo_id);
create unique index members_employee_id on members (organization_id, lower(employee_id)) where employee_id is not null;
-- What is searched, in one index: two would be asked in turn, and each hit counted twice.
create function search_text(m members) returns text language sql immutable parallel safe as
  $$ select m.sort_name || ' ' || lower(coalesce(m.employee_id, '')) $$;
drop index members_search;
create index members_search on members using gin (organization_id, (sort_name || ' ' || lower(coalesce(employee_id, ''))) gin_trgm_ops);
-- Each order of the user table, and each filter that leaves few.
create index members_email on members (organization_id, email, id);
create index members_created on members (organization_id, created_at, id);
create index members_visited on members (organization_id, last_visited_at, id);
create index members_source on members (organization_id, source, sort_name, id);
create index members_guests on members (organization_id, sort_name, id) where guest;
grant update (employee_id, photo_id) on members to foyer_member;

-- A photo goes with its member, by whichever way the row goes.
create function remove_photo() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  delete from files where organization_id = old.organization_id and id = old.photo_id;
  return null;
end $$;
create trigger remove_photo after delete on members for each row when (old.photo_id is not null)
  execute function remove_photo();

alter table members drop constraint members_source_check;
alter table members add constraint members_source_check
  check (source in ('founder', 'added', 'imported', 'invited', 'member-invited', 'access-link', 'single-sign-on'));

-- As it was, and employee ids are looked through as well. By the trigrams alone: for words that it thinks are frequent the
-- planner would rather read everybody, which takes ten times as long where they are not.
create or replace function search_ids(target text, pattern text, most int) returns setof uuid
language plpgsql stable security definer set enable_indexscan = off set search_path = pg_catalog, public, pg_temp as $$
begin
  return query execute case target
    when 'members' then 'select m.id from members m where m.organization_id = $1 and search_text(m) like lower($2) limit $3'
    when 'hubs' then 'select id from hubs where organization_id = $1 and lower(name) like lower($2) limit $3'
    when 'tasks' then 'select id from tasks where organization_id = $1 and lower(title) like lower($2) limit $3'
  end using current_organization_id(), pattern, most;
end $$;

---------------------------------------------------------------------------------------------------
-- What an organization asks every member, and the answers (PR2).
create table fields (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 100),
  help text not null default '',
  kind text not null check (kind in ('text', 'long_text', 'number', 'date', 'single_choice', 'multiple_choice')),
  options jsonb not null default '[]',
  required boolean not null default false,
  visibility text not null check (visibility in ('members', 'administrators', 'nobody')),
  position int not null,
  created_at timestamptz not null,
  primary key (organization_id, id)
);
create unique index fields_name on fields (organization_id, lower(name));
create index fields_position on fields (organization_id, position, id);
select wall('fields');
grant select, insert, update (name, help, options, required, visibility, position), delete on fields to foyer_member;

create table field_values (
  organization_id uuid not null,
  member_id uuid not null,
  field_id uuid not null,
  value jsonb not null,
  primary key (organization_id, member_id, field_id),
  foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade,
  foreign key (organization_id, field_id) references fields (organization_id, id) on delete cascade
);
create index field_values_field on field_values (organization_id, field_id);
select wall('field_values');
grant select, insert, update (value), delete on field_values to foyer_member;

---------------------------------------------------------------------------------------------------
-- A file of people that is being prepared (US4), and how its columns were mapped, for the next one with the same header.
create table user_imports (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  member_id uuid not null,
  file_id uuid not null,
  file_name text not null,
  encoding text not null,
  delimiter text not null,
  header_row int not null,
  rows int not null,
  mapping jsonb not null,
  remembered boolean not null,
  -- Once it has been started there is nothing to prepare any more.
  operation_id uuid,
  created_at timestamptz not null,
  primary key (organization_id, id),
  constraint user_imports_file foreign key (organization_id, file_id) references files (organization_id, id) on delete cascade,
  constraint user_imports_operation foreign key (organization_id, operation_id) references operations (organization_id, id)
    on delete set null (operation_id)
);
create index user_imports_file on user_imports (organization_id, file_id);
create index user_imports_operation on user_imports (organization_id, operation_id);
select wall('user_imports');
grant select, insert, update (encoding, delimiter, header_row, rows, mapping, remembered, operation_id), delete on user_imports to foyer_member;

-- The rows of a file while it is being imported, so that each step finds its own without reading the file again.
create table import_rows (
  organization_id uuid not null,
  import_id uuid not null,
  n int not null,
  line int not null,
  cells jsonb not null,
  -- Stands further up in the file already: `email-twice`, `employee-id-twice`.
  twice text,
  primary key (organization_id, import_id, n),
  foreign key (organization_id, import_id) references user_imports (organization_id, id) on delete cascade
);
select wall('import_rows');
grant select, insert, delete on import_rows to foyer_member;

create table import_mappings (
  organization_id uuid not null references organizations on delete cascade,
  -- SHA-256 of the names of the columns.
  header_hash bytea not null,
  mapping jsonb not null,
  used_at timestamptz not null,
  primary key (organization_id, header_hash)
);
select wall('import_mappings');
grant select, insert, update (mapping, used_at), delete on import_mappings to foyer_member;

-- lower() is not leakproof: behind a policy an index on it is never used (as for search_ids).
create function members_by_employee_ids(lower_ids text[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select id from members where organization_id = current_organization_id() and employee_id is not null
    and lower(employee_id) = any(lower_ids)
$$;
revoke execute on function members_by_employee_ids from public;
grant execute on function members_by_employee_ids to foyer_member;

-- While thousands are added at once, plans that were made for an empty table look through all of it for each row, until
-- PostgreSQL comes by to count. This counts where the table has grown fourfold; told to nobody, and cheap when it has not.
create function analyze_when_grown(rows int) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (select greatest(reltuples, 0) * 4 < rows from pg_class where oid = 'public.members'::regclass) then
    analyze members, member_hubs, field_values, identities, password_links;
  end if;
end $$;
revoke execute on function analyze_when_grown from public;
grant execute on function analyze_when_grown to foyer_member;

-- What a change of many members took from each, for undoing it; null where nothing was changed.
create table user_changes (
  organization_id uuid not null,
  operation_id uuid not null,
  member_id uuid not null,
  before jsonb,
  -- What it became: undoing touches nobody who was changed again meanwhile.
  after jsonb,
  primary key (organization_id, operation_id, member_id),
  foreign key (organization_id, operation_id) references operations (organization_id, id) on delete cascade
);
select wall('user_changes');
grant select, insert, update (before, after), delete on user_changes to foyer_member;

---------------------------------------------------------------------------------------------------
-- Admins whose role still holds all that it was made with also get what is new, as those of new organizations do.
do $$
declare
  admins bigint;
  written bigint;
begin
  select count(*) into admins from roles where template = 'admin' and permissions @> array['single_sign_on:view', 'single_sign_on:edit'];
  update roles set permissions = permissions || array['users:remove', 'fields:edit', 'joining:view', 'joining:edit', 'organization:export', 'audit:view']
    where template = 'admin' and permissions @> array['single_sign_on:view', 'single_sign_on:edit'];
  get diagnostics written = row_count;
  if written <> admins then raise exception 'roles: % of % written', written, admins; end if;
end $$;
