-- The door: second factors, policies with a grace date, break-glass codes, and what a person or their home may do about
-- lost credentials. Columns are only added, and functions stand beside the old ones: an older version runs on meanwhile.

---------------------------------------------------------------------------------------------------
-- Identity plane.

alter table identities
  -- PW5: since when it has had a home. One that is gone is replaced by the person alone.
  add column home_since timestamptz,
  -- PW4: since then, and until a mailbox code that was issued afterwards, `password` counts only in that organization
  -- (nowhere, if that is gone).
  add column doubted_at timestamptz,
  add column doubted_by_organization_id uuid references organizations on delete set null,
  -- PW7: deleted then, unless undone.
  add column deletion_due_at timestamptz;
update identities set home_since = now() where home_organization_id is not null;
create index on identities (doubted_by_organization_id);
create index on identities (deletion_due_at) where deletion_due_at is not null;

-- Made by an administrator: good until then, and to be replaced at the next log-in (PW4).
alter table passwords add column temporary_until timestamptz;

-- Earlier passwords, which are not taken again (PW1).
create table old_passwords (
  id uuid primary key default uuid7(),
  identity_id uuid not null references identities on delete cascade,
  hash text not null,
  replaced_at timestamptz not null
);
create index on old_passwords (identity_id, replaced_at desc);

-- A link in a mail. `first` and `reset` set a password; `authenticator` confirms a reset that the home began (DR4).
alter table password_links
  add column purpose text not null default 'first' check (purpose in ('first', 'reset', 'authenticator')),
  -- Who began it; null: the person.
  add column organization_id uuid references organizations on delete cascade;
create index on password_links (organization_id);

-- One authenticator an identity (RFC 6238). Seeds are sealed (AES-256-GCM) by the key that is named.
create table authenticators (
  identity_id uuid primary key references identities on delete cascade,
  sealed_seed bytea not null,
  key_id text not null,
  -- The time step of the last code that was taken: none is good twice.
  last_step bigint not null,
  since timestamptz not null
);
-- Begun by one log-in, and not confirmed yet.
create table enrolments (
  login_id uuid primary key references logins on delete cascade,
  sealed_seed bytea not null,
  key_id text not null,
  expires_at timestamptz not null
);

-- Argon2id with one salt for the set, so that trying a code costs one hash.
create table recovery_codes (
  identity_id uuid not null references identities on delete cascade,
  hash bytea not null,
  salt bytea not null,
  used_at timestamptz,
  primary key (identity_id, hash)
);

-- Six digits in a mail, hashed with our key (DR5). Of a log-in the newest alone is good.
create table email_codes (
  id uuid primary key default uuid7(),
  identity_id uuid not null references identities on delete cascade,
  login_id uuid not null references logins on delete cascade,
  purpose text not null check (purpose in ('mailbox', 'new-mailbox')),
  -- Where it went; of a new mailbox the address that is to become the identity's (PW6).
  sent_to text not null,
  code_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  tries int not null default 0,
  used_at timestamptz
);
create index on email_codes (identity_id, created_at);
create index on email_codes (login_id, purpose, created_at desc);

-- PW6: what an address was, and may become again by a link in the old mailbox. Until then nobody else gets it.
create table email_changes (
  id uuid primary key default uuid7(),
  identity_id uuid not null references identities on delete cascade,
  old_email text not null,
  new_email text not null,
  token_hash bytea not null unique,
  changed_at timestamptz not null,
  undo_until timestamptz not null,
  undone_at timestamptz
);
create index on email_changes (identity_id);
create index on email_changes (old_email);

-- What happened to an identity, for the person alone.
create table identity_events (
  id uuid primary key default uuid7(),
  identity_id uuid not null references identities on delete cascade,
  at timestamptz not null,
  event text not null,
  ip inet,
  user_agent text
);
create index on identity_events (identity_id, at desc);
create index on identity_events (at);

-- The strongest second factor that a browser has shown for this identity: until then its guesses at that one, and at
-- stronger ones, count with all others (LG8).
alter table known_browsers add column second_factor text check (second_factor in ('email_otp', 'totp'));
-- By which browser a log-in was made; null: by none that keeps cookies.
alter table logins add column browser_hash bytea;

-- While a door is shut, an owner's break-glass code opens the sign-in policy through this session (DR6).
alter table sessions add column break_glass_until timestamptz;

grant select, insert, update, delete on old_passwords, authenticators, enrolments, recovery_codes, email_codes, email_changes,
  identity_events to foyer;

grant select (created_at) on password_links to foyer_worker;
grant select (ended_at) on logins to foyer_worker;
grant select (login_id, expires_at), delete on enrolments to foyer_worker;
grant select (id, login_id, expires_at), delete on email_codes to foyer_worker;
grant select (id, undo_until, undone_at), delete on email_changes to foyer_worker;
grant select (id, at), delete on identity_events to foyer_worker;

---------------------------------------------------------------------------------------------------
-- Organization plane.

alter table sign_in_policies
  add column single_session boolean not null default false,
  -- What acts from a grace date on (DR6): the names of the API, so that it is read without a column for each.
  add column planned jsonb,
  add column planned_from timestamptz,
  add column planned_by text,
  add check ((planned is null) = (planned_from is null));
grant update (first_factor, second_factor, evidence_seconds, session_seconds, idle_seconds, password_days, single_session,
  planned, planned_from, planned_by) on sign_in_policies to foyer_member;

alter table roles add column single_session boolean not null default false;
grant update (single_session) on roles to foyer_member;

-- Break-glass codes of the owners: at least 128 bits, one use, hashed (DR6).
create table break_glass_codes (
  organization_id uuid not null references organizations on delete cascade,
  code_hash bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  used_by uuid,
  primary key (organization_id, code_hash)
);
select wall('break_glass_codes');
grant select, insert, update (used_at, used_by), delete on break_glass_codes to foyer_member;

-- Admins whose role still holds all that it was made with also get what is new, as those of new organizations do.
do $$
declare
  admins bigint;
  written bigint;
begin
  select count(*) into admins from roles where template = 'admin' and permissions @> array['users:view', 'users:add', 'users:edit', 'users:suspend', 'organization:edit'];
  update roles set permissions = permissions || array['users:reset_password', 'users:reset_authenticator', 'users:unlock', 'sign_in_policy:view', 'sign_in_policy:edit']
    where template = 'admin' and permissions @> array['users:view', 'users:add', 'users:edit', 'users:suspend', 'organization:edit'];
  get diagnostics written = row_count;
  if written <> admins then raise exception 'roles: % of % written', written, admins; end if;
end $$;

---------------------------------------------------------------------------------------------------
-- What a door has to know.

-- What was `second_factor` alone is all of the policy now: single session, and what is planned (milliseconds, then the same
-- fields again). An older version reads the first seven fields, which stand where they stood.
create or replace function policy_of(p sign_in_policies, r roles) returns text language sql stable as $$
  select concat_ws(',', p.first_factor, p.second_factor, r.second_factor, p.session_seconds, p.idle_seconds,
    coalesce(p.evidence_seconds, 0), coalesce(p.password_days, 0), p.single_session::int, r.single_session::int,
    case when p.planned is not null then concat_ws(',', round(extract(epoch from p.planned_from) * 1000),
      p.planned ->> 'firstFactor', p.planned ->> 'secondFactor', r.second_factor, p.planned ->> 'sessionSeconds',
      p.planned ->> 'idleSeconds', coalesce(p.planned ->> 'evidenceSeconds', '0'), coalesce(p.planned ->> 'passwordDays', '0'),
      (p.planned ->> 'singleSession')::boolean::int, r.single_session::int) end)
$$;

-- How an identity stands, in one text: when its password was changed, whether an administrator made it, whether an
-- authenticator is enrolled, whether its mailbox is in doubt, by which organization, and when it is deleted.
create function standing_of(i identities, pw passwords, a authenticators) returns text language sql stable as $$
  select concat_ws(',', coalesce(round(extract(epoch from pw.changed_at) * 1000)::text, ''),
    (pw.temporary_until is not null)::int, (a.identity_id is not null)::int, (i.doubted_at is not null)::int,
    coalesce(i.doubted_by_organization_id::text, ''), coalesce(round(extract(epoch from i.deletion_due_at) * 1000)::text, ''))
$$;

-- As session_of, which older versions still ask, with the standing of the identity; and where a policy allows one session a
-- member, or is about to, whether there is a newer one.
create function live_session(by_hash bytea) returns table (
  session_id uuid, login_id uuid, identity_id uuid, organization_id uuid, member_id uuid, created_at float8,
  last_seen_at float8, transport text, email text, evidence text, standing text, status text, first_name text,
  last_name text, language text, time_zone text, guest boolean, organization_name text, slug text, organization_status text,
  organization_language text, currency text, organization_time_zone text, role_id uuid, role_name text, template text,
  permissions text, restrictions text, role_second_factor text, policy text, newer boolean, break_glass_until float8
) language plpgsql stable security definer rows 1 set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
    select s.id, s.login_id, s.identity_id, s.organization_id, s.member_id, (extract(epoch from s.created_at) * 1000)::float8,
      (extract(epoch from s.last_seen_at) * 1000)::float8, l.transport, i.email, evidence_of(l.id), standing_of(i, pw, a),
      m.status, m.first_name, m.last_name, m.language, m.time_zone, m.guest,
      o.name, o.slug, o.status, o.language, o.currency, o.time_zone, r.id, r.name, r.template,
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
revoke execute on function live_session from public;
grant execute on function live_session to foyer;

-- In which language to write to somebody who is in no organization yet: that of the member who goes to a door, else of where
-- the identity was last.
create function language_of_identity(identity uuid, going_to uuid default null) returns text
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(m.language, o.language) from members m join organizations o on o.id = m.organization_id
  where m.identity_id = identity and m.status in ('registering', 'active')
  order by m.id is not distinct from going_to desc, m.last_visited_at desc nulls last, m.id limit 1
$$;
revoke execute on function language_of_identity from public;
grant execute on function language_of_identity to foyer;

-- PW6: one address, in all organizations at once; nobody but the identity itself is named.
create function replace_email(identity uuid, new_email text) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update identities set email = new_email where id = identity and email <> new_email;
  update members set email = new_email where identity_id = identity and email <> new_email;
$$;
revoke execute on function replace_email from public;
grant execute on function replace_email to foyer;

-- The home of whoever `app.identity_id` says, and whether they still are at home there: also suspended, which they could not
-- read themselves. Who left and was added anew is so once they have finished registering again (PW5).
create function own_home() returns table (organization_id uuid, name text, member boolean)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select o.id, o.name, exists (select from members m where m.organization_id = o.id and m.identity_id = i.id
    and (m.status = 'active' or m.status_before_suspension = 'active'))
  from identities i join organizations o on o.id = i.home_organization_id and o.status = 'active'
  where i.id = current_identity_id()
$$;
revoke execute on function own_home from public;
grant execute on function own_home to foyer;

-- PR4: where what happens to an identity before any door is told; null: nowhere, it has left its home or has none.
create function home_of(identity uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select m.organization_id from identities i
  join members m on m.organization_id = i.home_organization_id and m.identity_id = i.id
  where i.id = identity and (m.status = 'active' or m.status_before_suspension = 'active')
$$;
revoke execute on function home_of from public;
grant execute on function home_of to foyer;

-- PW7: the organizations of which the identity of the transaction is the last active owner. Told to nobody but itself.
create function own_last_ownerships() returns table (name text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select o.name from members m
  join roles r on r.organization_id = m.organization_id and r.id = m.role_id and r.template = 'owner'
  join organizations o on o.id = m.organization_id and o.status <> 'deleting'
  where m.identity_id = current_identity_id() and m.status = 'active' and not exists (
    select from members other join roles s on s.organization_id = other.organization_id and s.id = other.role_id
    where other.organization_id = m.organization_id and other.identity_id <> m.identity_id and other.status = 'active'
      and s.template = 'owner')
  order by o.name, o.id
$$;
revoke execute on function own_last_ownerships from public;
grant execute on function own_last_ownerships to foyer;

-- PW7: erases an identity whose time has come, with all that hangs on it: credentials, log-ins, and its members in every
-- organization. Tasks that were theirs alone are nobody's again; each organization notes that its own member is gone, and
-- none where else they were. An organization that would lose its last owner refuses at the end (keep_an_owner). Returns the
-- address that was erased; null: not due, undone meanwhile, or erased already.
create function erase_identity(identity uuid, now timestamptz) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  address text;
begin
  -- Rows first, as everybody takes them.
  perform from members where identity_id = identity order by organization_id, id for update;
  select email into address from identities
    where id = identity and deletion_due_at <= erase_identity.now for update;
  if not found then return null; end if;
  update tasks t set status = 'unassigned'
    from members m join task_assignees a on a.organization_id = m.organization_id and a.member_id = m.id
    where m.identity_id = identity and t.organization_id = a.organization_id and t.id = a.task_id and t.status = 'ongoing'
      and not exists (select from task_assignees other
        where other.organization_id = t.organization_id and other.task_id = t.id and other.member_id <> m.id);
  insert into audit_events (organization_id, at, action, subject_id)
    select m.organization_id, erase_identity.now, 'user.erased', m.id from members m where m.identity_id = identity;
  delete from identities where id = identity;
  return address;
end $$;
revoke execute on function erase_identity from public;
grant execute on function erase_identity to foyer;

---------------------------------------------------------------------------------------------------
-- Mails to many, as queue_mail() for each: [{to, language, values}]. They are sent when no other job waits: a code at the
-- door never stands in line behind an announcement to 100,000.
create function queue_mails(template text, mails jsonb, organization uuid default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stamp uuid := public.organization_to_stamp(organization);
  jobs graphile_worker.job_spec[];
begin
  with added as (
    insert into public.mails (organization_id, recipient, template, language, "values")
      select stamp, m."to", queue_mails.template, m.language, m."values"
      from jsonb_to_recordset(queue_mails.mails) as m ("to" text, language text, "values" jsonb)
      returning id
  )
  select array_agg(jsonb_populate_record(null::graphile_worker.job_spec, jsonb_build_object('identifier', 'send-mail',
    'payload', jsonb_build_object('mailId', id, 'organizationId', stamp), 'priority', 10))) into jobs from added;
  if jobs is not null then perform graphile_worker.add_jobs(jobs); end if;
end $$;
revoke execute on function queue_mails from public;
grant execute on function queue_mails to foyer, foyer_member, foyer_copier;
