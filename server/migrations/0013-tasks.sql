-- Tasks that are edited, moved, discussed and shown on a map (TK1).

alter table tasks
  -- Counts changes of what a task says and asks: who saw an older one is told. Who has it is no such change.
  add column version int not null default 1,
  -- Null: never since it was made.
  add column updated_at timestamptz,
  -- Its first answer that is a place; null: it is where its hub is.
  add column latitude double precision check (latitude between -90 and 90),
  add column longitude double precision check (longitude between -180 and 180),
  add check ((latitude is null) = (longitude is null));
grant update (updated_at, latitude, longitude) on tasks to foyer_member;

do $$
declare
  wanted bigint;
  written bigint;
begin
  create temporary table answered on commit drop as
    select distinct on (t.organization_id, t.id) t.organization_id, t.id, regexp_split_to_array(t."values" ->> (c.one ->> 'id'), '\s*,\s*') as place
    from tasks t
    join flow_versions v on v.organization_id = t.organization_id and v.flow_id = t.flow_id and v.version = t.flow_version
    cross join jsonb_path_query(v.pages, '$[*].components[*] ? (@.kind == "coordinate")') with ordinality as c (one, n)
    where t."values" ->> (c.one ->> 'id') ~ '^-?\d{1,2}(\.\d{1,15})? *, *-?\d{1,3}(\.\d{1,15})?$'
    order by t.organization_id, t.id, c.n;
  select count(*) into wanted from answered;
  update tasks t set latitude = a.place[1]::float8, longitude = a.place[2]::float8
    from answered a where a.organization_id = t.organization_id and a.id = t.id;
  get diagnostics written = row_count;
  if written <> wanted then raise exception 'tasks: % of % written', written, wanted; end if;
end $$;

-- By the table and not by those who write it, so that nobody forgets, an older running version neither.
create function count_task_change() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
create trigger tasks_version before update of title, starts_at, ends_at, hub_id, "values", done_at on tasks
  for each row when (
    (old.title, old.starts_at, old.ends_at, old.hub_id, old."values", old.done_at)
    is distinct from (new.title, new.starts_at, new.ends_at, new.hub_id, new."values", new.done_at)
  ) execute function count_task_change();

-- Each hub, flow and status is a sorted run as each hub and status is, by start and by when a task was made (an id tells that).
create index tasks_hub_newest on tasks (organization_id, hub_id, status, id desc);
create index tasks_hub_flow_start on tasks (organization_id, hub_id, flow_id, status, starts_at desc, id desc);
create index tasks_hub_flow_newest on tasks (organization_id, hub_id, flow_id, status, id desc);
drop index tasks_hub_flow;

-- What happened to a task and what was said of it. Names stand here too: they outlive the member.
create table task_entries (
  organization_id uuid not null,
  id uuid not null default uuid7(),
  task_id uuid not null,
  at timestamptz not null,
  kind text not null check (kind in ('created', 'imported', 'edited', 'assigned', 'moved', 'done', 'commented')),
  -- Null, and without a name: Foyer itself.
  member_id uuid,
  member_name text,
  details jsonb not null default '{}',
  text text check (length(text) between 1 and 2000),
  removed_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, task_id) references tasks (organization_id, id) on delete cascade,
  foreign key (organization_id, member_id) references members (organization_id, id) on delete set null (member_id),
  check ((kind = 'commented') = ((text is null) <> (removed_at is null)) and (kind = 'commented' or text is null and removed_at is null))
);
create index task_entries_stream on task_entries (organization_id, task_id, at desc, id desc);
create index task_entries_member on task_entries (organization_id, member_id);
select wall('task_entries');
grant select, insert, update (text, removed_at) on task_entries to foyer_member;

do $$
declare
  wanted bigint;
  written bigint;
begin
  select count(*) + count(done_at) into wanted from tasks;
  insert into task_entries (organization_id, task_id, at, kind, member_id, member_name)
    select t.organization_id, t.id, past.at, past.kind, m.id,
      case when m.id is not null then coalesce(nullif(trim(m.first_name || ' ' || m.last_name), ''), m.email) end
    from tasks t
    cross join lateral (values ('created', t.created_at, t.created_by), ('done', t.done_at, t.done_by)) as past (kind, at, by)
    left join members m on m.organization_id = t.organization_id and m.id = past.by
    where past.at is not null;
  get diagnostics written = row_count;
  if written <> wanted then raise exception 'task_entries: % of % written', written, wanted; end if;
end $$;

-- Saved filters of the task page. Private ones go with their member; what somebody shared is made nobody's before that.
create table task_views (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  member_id uuid,
  name text not null check (length(name) between 1 and 60),
  query jsonb not null,
  shared boolean not null,
  position int not null,
  primary key (organization_id, id),
  foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade,
  check (shared or member_id is not null)
);
create unique index task_views_name on task_views (organization_id, member_id, lower(name));
create index task_views_shared on task_views (organization_id, lower(name)) where shared;
select wall('task_views');
grant select, insert, update (member_id, name, query, shared, position), delete on task_views to foyer_member;
