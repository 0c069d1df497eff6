-- The house: identity plane, organization plane, and the walls between organizations.
-- Runs as foyer_owner. Roles are cluster-wide; foyer_owner and foyer exist already.

do $$
begin
  if not exists (select from pg_roles where rolname = 'foyer_member') then create role foyer_member nologin; end if;
  if not exists (select from pg_roles where rolname = 'foyer_copier') then create role foyer_copier nologin; end if;
  if not exists (select from pg_roles where rolname = 'foyer_worker') then create role foyer_worker nologin; end if;
exception when duplicate_object or unique_violation then
  -- Another database of this cluster is being migrated at the same moment.
  null;
end $$;
grant foyer_member, foyer_copier, foyer_worker to foyer;

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

revoke all on schema public from public;
grant usage on schema public to foyer, foyer_member, foyer_copier, foyer_worker;

-- UUID version 7 (RFC 9562): 48 bits of milliseconds, then random. PostgreSQL has its own only from 18 on.
create function uuid7() returns uuid language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- A reused connection leaves the empty string, not null, where a setting once stood.
create function current_organization_id() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.organization_id', true), '')::uuid $$;
create function source_organization_id() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.source_organization_id', true), '')::uuid $$;
create function current_identity_id() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.identity_id', true), '')::uuid $$;

-- Puts a table behind the wall: every role sees and writes rows of one organization only (PR3).
create function wall(target regclass, key text default 'organization_id') returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy owner on %s to foyer_owner using (true) with check (true)', target);
  execute format('create policy member on %s to foyer_member using (%2$I = current_organization_id()) with check (%2$I = current_organization_id())', target, key);
end $$;
-- Creating an organization by copying reads two organizations and writes only the new one (CR4).
create function open_to_copier(target regclass, key text default 'organization_id') returns void language plpgsql as $$
begin
  execute format('create policy copier_reads on %s for select to foyer_copier using (%2$I in (source_organization_id(), current_organization_id()))', target, key);
  execute format('create policy copier_adds on %s for insert to foyer_copier with check (%2$I = current_organization_id())', target, key);
  execute format('grant select, insert on %s to foyer_copier', target);
end $$;
-- What creating an organization fills and never copies: of the source, not even reading (CR4).
create function fill_by_copier(target regclass) returns void language plpgsql as $$
begin
  execute format('create policy copier_fills on %s to foyer_copier using (organization_id = current_organization_id()) with check (organization_id = current_organization_id())', target);
  execute format('grant select, insert on %s to foyer_copier', target);
end $$;

---------------------------------------------------------------------------------------------------
-- Identity plane: no organization; foyer reads and writes it, filtering by hand. Members never see it.

create table identities (
  id uuid primary key default uuid7(),
  email text not null unique check (email = lower(email) and length(email) <= 254),
  mailbox_proved_at timestamptz,
  home_organization_id uuid,
  created_at timestamptz not null default now()
);

create table passwords (
  identity_id uuid primary key references identities on delete cascade,
  hash text not null,
  changed_at timestamptz not null
);

-- A link in a mail that proves the mailbox. Good once.
create table password_links (
  id uuid primary key default uuid7(),
  identity_id uuid not null references identities on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on password_links (identity_id);

-- What one browser or client has proved since it signed in; sessions come and go on it.
create table logins (
  id uuid primary key default uuid7(),
  identity_id uuid not null references identities on delete cascade,
  transport text not null check (transport in ('cookie', 'bearer')),
  created_at timestamptz not null,
  ended_at timestamptz,
  end_reason text
);
create index on logins (identity_id);

create table evidence (
  login_id uuid not null references logins on delete cascade,
  kind text not null check (kind in ('password', 'email_otp', 'totp', 'passkey', 'sso')),
  connection_id uuid,
  at timestamptz not null,
  unique nulls not distinct (login_id, kind, connection_id)
);

-- Between password and door, and between a session and the door of another organization.
create table pending_sign_ins (
  id uuid primary key default uuid7(),
  token_hash bytea not null unique,
  login_id uuid not null references logins on delete cascade,
  identity_id uuid not null references identities on delete cascade,
  source_session_id uuid,
  target_member_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz
);
create index on pending_sign_ins (login_id);
create index on pending_sign_ins (identity_id);
create index on pending_sign_ins (expires_at);

create table sessions (
  id uuid primary key default uuid7(),
  token_hash bytea not null unique,
  login_id uuid not null references logins on delete cascade,
  identity_id uuid not null references identities on delete cascade,
  organization_id uuid not null,
  member_id uuid not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  ip inet,
  user_agent text
);
create index on sessions (login_id, member_id, created_at);
create index on sessions (identity_id);
create index on sessions (organization_id, member_id);
alter table pending_sign_ins add foreign key (source_session_id) references sessions on delete cascade;
create index on pending_sign_ins (source_session_id);

-- Failed proofs (LG8), by keyed hash of what is counted: an e-mail, known or not, an address, a known browser.
create table throttles (
  subject bytea not null,
  proof text not null,
  failures int not null,
  window_started_at timestamptz not null,
  locked_until timestamptz,
  day_failures int not null,
  day_started_at timestamptz not null,
  primary key (subject, proof)
);
create index on throttles (day_started_at);

-- Browsers in which an identity has signed in before: each has its own counter (LG8).
create table known_browsers (
  identity_id uuid not null references identities on delete cascade,
  browser_hash bytea not null,
  last_used_at timestamptz not null,
  primary key (identity_id, browser_hash)
);

-- Mails wait here until a job has sent them; secrets in a body are scrubbed then.
create table mails (
  id uuid primary key default uuid7(),
  organization_id uuid,
  recipient text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  attempts int not null default 0,
  last_error text
);
create index on mails (created_at);

---------------------------------------------------------------------------------------------------
-- Organization plane. Every primary key begins with the organization; references are composite,
-- so rows of two organizations never point at each other.

create table organizations (
  id uuid primary key default uuid7(),
  name text not null check (length(name) between 1 and 100),
  slug text not null,
  status text not null default 'active' check (status in ('active', 'suspended', 'deleting')),
  country text check (country ~ '^[A-Z]{2}$'),
  language text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null,
  configuration jsonb not null default '{}',
  created_at timestamptz not null default now()
);
select wall('organizations', 'id');
select open_to_copier('organizations', 'id');
grant select, update (name, language, currency, time_zone, configuration) on organizations to foyer_member;

alter table identities add foreign key (home_organization_id) references organizations on delete set null;
create index on identities (home_organization_id);
alter table sessions add foreign key (organization_id) references organizations on delete cascade;

-- Slugs, old ones too, are never given out again (OR5): the row stays when its organization goes.
create table organization_slugs (
  slug text primary key check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'),
  -- Deferred: the slug is taken first, then the organization is made with it.
  organization_id uuid references organizations on delete set null deferrable initially deferred,
  created_at timestamptz not null default now()
);
create index on organization_slugs (organization_id);

create table sign_in_policies (
  organization_id uuid primary key references organizations on delete cascade,
  first_factor text not null default 'password' check (first_factor in ('password', 'sso')),
  second_factor text not null default 'none' check (second_factor in ('none', 'email_otp', 'totp')),
  evidence_seconds int check (evidence_seconds >= 60),
  session_seconds int not null default 604800 check (session_seconds between 300 and 31536000),
  idle_seconds int not null default 86400 check (idle_seconds between 300 and 31536000),
  password_days int check (password_days >= 1)
);
select wall('sign_in_policies');
select open_to_copier('sign_in_policies');
grant select on sign_in_policies to foyer_member;

create table custom_modules (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  name text not null,
  url text not null check (url like 'https://%'),
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);
create unique index custom_modules_name on custom_modules (organization_id, lower(name));
select wall('custom_modules');
grant select, insert, delete on custom_modules to foyer_member;
-- The copier names the custom modules that it leaves behind; it never adds one.
create policy copier_reads on custom_modules for select to foyer_copier using (organization_id = source_organization_id());
grant select on custom_modules to foyer_copier;

create table roles (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 60),
  template text check (template in ('owner', 'admin', 'planner', 'field_user')),
  permissions text[] not null default '{}',
  restrictions text[] not null default '{}',
  second_factor text not null default 'none' check (second_factor in ('none', 'email_otp', 'totp')),
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);
create unique index roles_name on roles (organization_id, lower(name));
create unique index roles_template on roles (organization_id, template) where template is not null;
select wall('roles');
select open_to_copier('roles');
grant select, insert, update (name, permissions, restrictions, second_factor), delete on roles to foyer_member;

create table members (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  identity_id uuid not null references identities on delete cascade,
  -- A copy of identities.email, kept by whoever changes that: search stays inside the wall.
  email text not null,
  status text not null check (status in ('invited', 'registering', 'active', 'suspended')),
  -- What a suspension came from, and goes back to.
  status_before_suspension text check (status_before_suspension in ('registering', 'active')),
  source text not null check (source in ('founder', 'added', 'invited')),
  role_id uuid not null,
  first_name text not null default '',
  last_name text not null default '',
  title text not null default '',
  phone text not null default '',
  language text,
  time_zone text,
  guest boolean not null default false,
  added_by text,
  invitation_expires_at timestamptz,
  registered_at timestamptz,
  first_entered_at timestamptz,
  last_visited_at timestamptz,
  created_at timestamptz not null default now(),
  -- What the user table sorts and searches by.
  sort_name text not null generated always as (lower(first_name || ' ' || last_name || ' ' || email)) stored,
  primary key (organization_id, id),
  foreign key (organization_id, role_id) references roles (organization_id, id),
  check ((status = 'invited') = (invitation_expires_at is not null))
);
create unique index members_identity on members (organization_id, identity_id);
create index members_of_identity on members (identity_id, id);
create index members_role on members (organization_id, role_id, sort_name, id);
create index members_status on members (organization_id, status, sort_name, id);
create index members_sort on members (organization_id, sort_name, id);
create index members_search on members using gin (organization_id, sort_name gin_trgm_ops);
select wall('members');
select fill_by_copier('members');
grant select, insert, delete, update (role_id, status, status_before_suspension, first_name, last_name, title, phone,
  language, time_zone, guest, invitation_expires_at, registered_at, first_entered_at, last_visited_at) on members to foyer_member;

create table hubs (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 100),
  address text not null default '',
  latitude double precision not null check (latitude between -90 and 90),
  longitude double precision not null check (longitude between -180 and 180),
  country text check (country ~ '^[A-Z]{2}$'),
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);
create unique index hubs_name on hubs (organization_id, lower(name));
create index hubs_search on hubs using gin (organization_id, lower(name) gin_trgm_ops);
select wall('hubs');
select open_to_copier('hubs');
grant select, insert, update (name, address, latitude, longitude, country), delete on hubs to foyer_member;

create table member_hubs (
  organization_id uuid not null,
  member_id uuid not null,
  hub_id uuid not null,
  primary key (organization_id, member_id, hub_id),
  foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade,
  foreign key (organization_id, hub_id) references hubs (organization_id, id) on delete cascade
);
create index member_hubs_hub on member_hubs (organization_id, hub_id);
select wall('member_hubs');
select open_to_copier('member_hubs');
grant select, insert, delete on member_hubs to foyer_member;

create table flows (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 100),
  template text,
  version int not null default 1,
  pages jsonb not null,
  position int not null,
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
create unique index flows_name on flows (organization_id, lower(name));
create index flows_position on flows (organization_id, position, id);
select wall('flows');
select open_to_copier('flows');
grant select, insert, update (name, version, pages, position, updated_at), delete on flows to foyer_member;

-- Every saved version: restoring comes later, and a task keeps the form that it was made with.
create table flow_versions (
  organization_id uuid not null references organizations on delete cascade,
  flow_id uuid not null,
  version int not null,
  name text not null,
  pages jsonb not null,
  saved_by uuid,
  saved_at timestamptz not null default now(),
  primary key (organization_id, flow_id, version)
);
select wall('flow_versions');
select fill_by_copier('flow_versions');
grant select, insert on flow_versions to foyer_member;

create table tasks (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  hub_id uuid not null,
  -- The form that it was made with, which stays when the flow is deleted: no task needs to be written then.
  flow_id uuid not null,
  flow_version int not null,
  title text not null check (length(title) between 1 and 200),
  status text not null default 'unassigned' check (status in ('unassigned', 'ongoing', 'done')),
  "values" jsonb not null default '{}',
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at >= starts_at),
  sample boolean not null default false,
  created_by uuid,
  created_at timestamptz not null default now(),
  done_by uuid,
  done_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, hub_id) references hubs (organization_id, id),
  foreign key (organization_id, flow_id, flow_version) references flow_versions (organization_id, flow_id, version),
  foreign key (organization_id, created_by) references members (organization_id, id) on delete set null (created_by),
  foreign key (organization_id, done_by) references members (organization_id, id) on delete set null (done_by),
  check ((status = 'done') = (done_at is not null))
);
create index tasks_start on tasks (organization_id, starts_at desc, id desc);
-- Tasks are always looked at from some hubs: each hub and status is a sorted run, and the list merges their heads.
create index tasks_hub on tasks (organization_id, hub_id, status, starts_at desc, id desc);
create index tasks_flow on tasks (organization_id, flow_id, flow_version);
create index tasks_hub_flow on tasks (organization_id, hub_id, flow_id, starts_at desc, id desc);
create index tasks_created_by on tasks (organization_id, created_by);
create index tasks_done_by on tasks (organization_id, done_by);
create index tasks_samples on tasks (organization_id) where sample;
-- A hub and a flow tell the organization: without knowing that, the planner multiplies their shares, and what lists say of
-- their length ("about") would be far too little.
create statistics tasks_places (dependencies) on organization_id, hub_id, flow_id from tasks;
create index tasks_search on tasks using gin (organization_id, lower(title) gin_trgm_ops);
select wall('tasks');
grant select, insert, update (hub_id, title, status, "values", starts_at, ends_at, done_by, done_at), delete on tasks to foyer_member;

create table task_assignees (
  organization_id uuid not null,
  task_id uuid not null,
  member_id uuid not null,
  primary key (organization_id, task_id, member_id),
  foreign key (organization_id, task_id) references tasks (organization_id, id) on delete cascade,
  foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade
);
create index task_assignees_member on task_assignees (organization_id, member_id);
select wall('task_assignees');
grant select, insert, delete on task_assignees to foyer_member;

-- How an organization was made; `samples_ready_at` is set once the sample tasks are prepared.
create table foundings (
  organization_id uuid primary key references organizations on delete cascade,
  report jsonb not null,
  created_at timestamptz not null default now(),
  samples_ready_at timestamptz
);
select wall('foundings');
select fill_by_copier('foundings');
grant select, update (samples_ready_at) on foundings to foyer_member;

-- Repeating a creation finds the organization that the first request made (CR5). Of the identity, since
-- the session that asked has ended by then.
create table founding_keys (
  identity_id uuid not null references identities on delete cascade,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  organization_id uuid not null references organizations on delete cascade,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (identity_id, key)
);
create index on founding_keys (organization_id);

-- Answers to requests that carried an Idempotency-Key, kept for a day.
create table idempotency_keys (
  organization_id uuid not null references organizations on delete cascade,
  member_id uuid not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  status int,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (organization_id, member_id, key),
  foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade
);
create index on idempotency_keys (created_at);
select wall('idempotency_keys');
grant select, insert, update (status, body) on idempotency_keys to foyer_member;

-- Who did what, when, from where (OP3). Append-only for every role of the application.
create table audit_events (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  at timestamptz not null,
  action text not null,
  actor_member_id uuid,
  subject_id uuid,
  details jsonb not null default '{}',
  ip inet,
  user_agent text,
  request_id uuid,
  primary key (organization_id, id)
);
create index audit_events_at on audit_events (organization_id, at desc, id desc);
select wall('audit_events');
grant select, insert on audit_events to foyer_member;

---------------------------------------------------------------------------------------------------
-- What foyer, the role that connects, may see of the organization plane before it is inside one.

grant select, insert, update, delete on identities, passwords, password_links, logins, evidence, pending_sign_ins,
  sessions, throttles, known_browsers, founding_keys to foyer;
grant select, insert on organization_slugs to foyer;
grant select, insert on mails to foyer;

-- Entering stamps one's own visit.
create policy own on members for select to foyer using (identity_id = current_identity_id());
create policy own_visit on members for update to foyer
  using (identity_id = current_identity_id()) with check (identity_id = current_identity_id());
grant select, update (first_entered_at, last_visited_at) on members to foyer;

-- What packs the evidence of a log-in, and the policy at a member's door, into one text.
create function evidence_of(login uuid) returns text language sql stable as $$
  select string_agg(concat_ws(',', e.kind, coalesce(e.connection_id::text, ''), round(extract(epoch from e.at) * 1000)), ' ')
  from evidence e where e.login_id = login
$$;
create function policy_of(p sign_in_policies, r roles) returns text language sql stable as $$
  select concat_ws(',', p.first_factor, p.second_factor, r.second_factor, p.session_seconds, p.idle_seconds,
    coalesce(p.evidence_seconds, 0), coalesce(p.password_days, 0))
$$;

-- Finding a session: the one question of every request, answered whole. What the bearer of a token proved lies in the
-- identity plane, how they stand today in the organization plane; a function of the owner reads both by primary keys, for
-- this one token, and tells nothing else. Arrays, evidence and policy travel as one text each, times as milliseconds: taking
-- rows apart is most of what a request costs us.
create function session_of(by_hash bytea) returns table (
  session_id uuid, login_id uuid, identity_id uuid, organization_id uuid, member_id uuid, created_at float8,
  last_seen_at float8, transport text, email text, evidence text, password_changed_at float8, status text, first_name text,
  last_name text, language text, time_zone text, guest boolean, organization_name text, slug text, organization_status text,
  organization_language text, currency text, organization_time_zone text, role_id uuid, role_name text, template text,
  permissions text, restrictions text, role_second_factor text, policy text
) language plpgsql stable security definer rows 1 set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
    select s.id, s.login_id, s.identity_id, s.organization_id, s.member_id, (extract(epoch from s.created_at) * 1000)::float8,
      (extract(epoch from s.last_seen_at) * 1000)::float8, l.transport, i.email, evidence_of(l.id),
      (extract(epoch from pw.changed_at) * 1000)::float8, m.status, m.first_name, m.last_name, m.language, m.time_zone, m.guest,
      o.name, o.slug, o.status, o.language, o.currency, o.time_zone, r.id, r.name, r.template,
      array_to_string(r.permissions, ' '), array_to_string(r.restrictions, ' '), r.second_factor, policy_of(p, r)
    from sessions s
    join logins l on l.id = s.login_id and l.ended_at is null
    join identities i on i.id = s.identity_id
    left join passwords pw on pw.identity_id = i.id
    join members m on m.organization_id = s.organization_id and m.id = s.member_id
    join organizations o on o.id = s.organization_id
    join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    join sign_in_policies p on p.organization_id = s.organization_id
    where s.token_hash = by_hash and s.ended_at is null;
end $$;
revoke execute on function session_of from public;
grant execute on function session_of to foyer;

-- The picker and the switch: one's own memberships over all organizations, and of these the name, role and door. A function
-- of the owner, because a policy that asks for the membership at each table costs most of the time of a long list. It filters
-- by the identity that finding the log-in has set, and tells nothing else. Times are told as text, ready to be answered.
create function own_memberships(only_member uuid default null) returns table (
  member_id uuid, organization_id uuid, organization_status text, name text, slug text, role text, template text,
  status text, guest boolean, added_by text, invitation_expires_at text, entered boolean, last_visited_at text,
  policy text, created_at timestamptz
) language plpgsql stable security definer rows 10 set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
    select m.id, m.organization_id, o.status, o.name, o.slug, r.name, r.template, m.status, m.guest, m.added_by,
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
revoke execute on function own_memberships from public;
grant execute on function own_memberships to foyer;

-- A switch writes into the audit logs of both organizations in one statement (SW3); it can read neither.
create policy anywhere on audit_events for insert to foyer with check (true);
grant insert on audit_events to foyer;
create policy copier_adds on audit_events for insert to foyer_copier with check (organization_id = current_organization_id());
grant insert on audit_events to foyer_copier;

---------------------------------------------------------------------------------------------------
-- OR3: an organization is never without an active owner, whatever the way out. Deferred, so that ownership can be
-- handed over within one transaction; the organization's row is locked first, so that of two owners who leave
-- at once the second waits and is refused.
create function keep_an_owner() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- Only an active owner who stops being one is anybody's concern here, and worth a lock.
  if old.status <> 'active' or (tg_op = 'UPDATE' and new.status = 'active' and new.role_id = old.role_id)
    or not exists (select from roles r
      where r.organization_id = old.organization_id and r.id = old.role_id and r.template = 'owner') then
    return null;
  end if;
  -- Not FOR UPDATE: every row that refers to the organization holds a share of its key, so two that wrote at once
  -- would wait for each other.
  perform from organizations where id = old.organization_id and status <> 'deleting' for no key update;
  if found and not exists (
    select from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    where m.organization_id = old.organization_id and m.status = 'active' and r.template = 'owner'
  ) then
    raise exception 'organization % would have no active owner', old.organization_id
      using errcode = 'restrict_violation', constraint = 'keep_an_owner', table = 'members';
  end if;
  return null;
end $$;
create constraint trigger keep_an_owner after delete or update of status, role_id on members
  deferrable initially deferred for each row execute function keep_an_owner();

---------------------------------------------------------------------------------------------------
-- Text search. LIKE is not leakproof, so behind a policy PostgreSQL never looks it up in an index: this function
-- does it as the owner, whose policy is always true, and keeps to the organization itself. It tells ids, no more than
-- `most`, and what is read by them stays behind the wall. Planned for each pattern, which a generic plan could not know.
create function search_ids(target text, pattern text, most int) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query execute case target
    when 'members' then 'select id from members where organization_id = $1 and sort_name like lower($2) limit $3'
    when 'hubs' then 'select id from hubs where organization_id = $1 and lower(name) like lower($2) limit $3'
    when 'tasks' then 'select id from tasks where organization_id = $1 and lower(title) like lower($2) limit $3'
  end using current_organization_id(), pattern, most;
end $$;
revoke execute on function search_ids from public;
grant execute on function search_ids to foyer_member;
