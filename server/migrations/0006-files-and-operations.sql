-- Files, and long work in the background. Both belong to one organization; PostgreSQL is the only state.

---------------------------------------------------------------------------------------------------
-- Files of an organization, in pieces, so that none is ever whole in memory: pictures, what was uploaded for an import, and
-- what an operation made for downloading.
create table files (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('logo', 'photo', 'import', 'report', 'export')),
  name text not null,
  content_type text not null,
  bytes bigint not null default 0,
  created_at timestamptz not null,
  -- Null: as long as something points to it.
  expires_at timestamptz,
  primary key (organization_id, id)
);
create index files_expiry on files (expires_at) where expires_at is not null;
select wall('files');
grant select, insert, delete, update (bytes, expires_at) on files to foyer_member;

create table file_pieces (
  organization_id uuid not null,
  file_id uuid not null,
  n int not null,
  content bytea not null,
  primary key (organization_id, file_id, n),
  foreign key (organization_id, file_id) references files (organization_id, id) on delete cascade
);
-- Pictures and archives are compressed already.
alter table file_pieces alter column content set storage external;
select wall('file_pieces');
grant select, insert, delete on file_pieces to foyer_member;

-- Behind the wall the worker may see and delete what has expired alone, of whichever organization.
grant select (organization_id, id, expires_at), delete on files to foyer_worker;
create policy forgets on files for all to foyer_worker using (expires_at < now()) with check (false);

alter table organizations add column logo_id uuid;
alter table organizations add constraint organizations_logo foreign key (id, logo_id) references files (organization_id, id)
  on delete set null (logo_id);
create unique index organizations_logo on organizations (logo_id) where logo_id is not null;
create index organizations_logo_reference on organizations (id, logo_id);
grant update (logo_id) on organizations to foyer_member;

-- Logos stand on pages before any door: whoever knows this one random id sees the picture, and nothing else.
create function logo(logo_id uuid) returns table (content_type text, content bytea)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select f.content_type, p.content from organizations o
  join files f on f.organization_id = o.id and f.id = o.logo_id and f.kind = 'logo'
  join file_pieces p on p.organization_id = f.organization_id and p.file_id = f.id and p.n = 0
  where o.logo_id = logo.logo_id
$$;
revoke execute on function logo from public;
grant execute on function logo to foyer;

---------------------------------------------------------------------------------------------------
-- Long work in the background, in steps of one transaction each: `state` is where the next one goes on, written with what
-- the step has done, so that a crash repeats nothing and loses nothing.
create table operations (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('user-import', 'user-change', 'organization-export', 'audit-export')),
  status text not null default 'running' check (status in ('running', 'done', 'failed', 'cancelled')),
  -- Who began it, and by whose rights it goes on; no reference: that it was begun stays true.
  member_id uuid not null,
  input jsonb not null,
  state jsonb not null default '{}',
  done int not null default 0,
  total int,
  counts jsonb not null default '{}',
  refusals jsonb not null default '[]',
  failure text,
  file_id uuid,
  created_at timestamptz not null,
  ended_at timestamptz,
  -- Whether it kept in `state` what it would take to undo it.
  undoable boolean not null default false,
  undone_at timestamptz,
  primary key (organization_id, id),
  constraint operations_file foreign key (organization_id, file_id) references files (organization_id, id) on delete set null (file_id),
  check ((status = 'running') = (ended_at is null))
);
create index operations_member on operations (organization_id, member_id, created_at desc);
create index operations_file on operations (organization_id, file_id);
create index operations_ended on operations (ended_at) where ended_at is not null;
select wall('operations');
grant select, insert, update (status, state, done, total, counts, refusals, failure, file_id, ended_at, undone_at) on operations to foyer_member;
grant select (organization_id, id, ended_at), delete on operations to foyer_worker;
create policy forgets on operations for all to foyer_worker using (ended_at < now() - interval '30 days') with check (false);
