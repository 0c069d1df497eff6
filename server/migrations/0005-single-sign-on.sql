-- Single sign-on: an organization's connections to identity providers of its own, its domains, and what is on the way.
-- Columns are only added, and functions keep their shape: an older version runs on meanwhile.

---------------------------------------------------------------------------------------------------
-- Organization plane.

-- A connection to an identity provider (SS1). It belongs to one organization, and what is proved through it counts there
-- alone (DR3).
create table connections (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null unique default uuid7(),
  name text not null check (length(name) between 1 and 60),
  kind text not null check (kind in ('oidc', 'saml')),
  status text not null default 'draft' check (status in ('draft', 'enabled', 'disabled')),
  -- What the provider is: issuer, addresses, certificates. Null: not set up yet.
  provider jsonb,
  -- OpenID Connect: the client secret, sealed (AES-256-GCM).
  sealed_secret bytea,
  secret_key_id text,
  -- Our own key for this connection, sealed, and its certificate: signs what we ask, opens what is encrypted for us.
  sealed_private_key bytea not null,
  private_key_key_id text not null,
  certificate text not null,
  provides_second_factor boolean not null default false,
  just_in_time boolean not null default false,
  default_role_id uuid,
  attributes jsonb not null default '{}',
  update_at_sign_in boolean not null default false,
  -- Evidence from before counts no more: since then it has been enabled without a break, as it is set up now.
  evidence_since timestamptz not null,
  metadata_read_at timestamptz,
  metadata_error text,
  -- Up to which warning its certificates' end has been mailed: the days that were left.
  warned_days int,
  last_signed_in_at timestamptz,
  created_at timestamptz not null,
  primary key (organization_id, id),
  constraint connections_default_role foreign key (organization_id, default_role_id) references roles (organization_id, id)
);
create unique index connections_name on connections (organization_id, lower(name));
create index connections_role on connections (organization_id, default_role_id);
select wall('connections');
grant select, insert, delete, update (name, status, provider, sealed_secret, secret_key_id, provides_second_factor, just_in_time,
  default_role_id, attributes, update_at_sign_in, evidence_since, metadata_read_at, metadata_error, warned_days,
  last_signed_in_at, sealed_private_key, private_key_key_id) on connections to foyer_member;

-- Groups of the provider, and the roles that they give: the first that somebody is in decides.
create table connection_group_roles (
  organization_id uuid not null,
  connection_id uuid not null,
  position int not null,
  group_name text not null,
  role_id uuid not null,
  primary key (organization_id, connection_id, position),
  unique (organization_id, connection_id, group_name),
  foreign key (organization_id, connection_id) references connections (organization_id, id) on delete cascade,
  constraint connection_group_roles_role foreign key (organization_id, role_id) references roles (organization_id, id)
);
create index connection_group_roles_role on connection_group_roles (organization_id, role_id);
select wall('connection_group_roles');
grant select, insert, delete on connection_group_roles to foyer_member;

-- A member's account at a provider. Known by (connection, issuer, subject), never by the address alone (SS2).
create table sso_links (
  organization_id uuid not null,
  connection_id uuid not null,
  issuer text not null,
  subject text not null check (length(subject) between 1 and 1000),
  member_id uuid not null,
  -- By what the person has shown that both are theirs: the provider made the member, or the member's own proof.
  proved_by text not null check (proved_by in ('joining', 'own-proof')),
  linked_at timestamptz not null,
  last_signed_in_at timestamptz not null,
  primary key (organization_id, connection_id, issuer, subject),
  constraint sso_links_member unique (organization_id, member_id, connection_id, issuer),
  foreign key (organization_id, connection_id) references connections (organization_id, id) on delete cascade,
  foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade
);
select wall('sso_links');
grant select, insert, delete, update (last_signed_in_at) on sso_links to foyer_member;

-- What happened on each way through a provider, for administrators (SS3): never a secret, code or token.
create table sso_traces (
  organization_id uuid not null,
  id uuid not null default uuid7(),
  connection_id uuid not null,
  at timestamptz not null,
  purpose text not null check (purpose in ('sign-in', 'test')),
  outcome text not null,
  steps jsonb not null,
  claims jsonb not null,
  email text,
  member_id uuid,
  ip inet,
  primary key (organization_id, id),
  foreign key (organization_id, connection_id) references connections (organization_id, id) on delete cascade
);
create index sso_traces_connection on sso_traces (organization_id, connection_id, at desc, id desc);
select wall('sso_traces');
grant select, insert, delete on sso_traces to foyer_member;

-- E-mail domains, proved by a DNS record (TXT). A proved one belongs to one organization; several may be trying.
create table domains (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  domain text not null check (domain = lower(domain) and length(domain) <= 253),
  token text not null,
  connection_id uuid,
  created_at timestamptz not null,
  proved_at timestamptz,
  checked_at timestamptz,
  -- Proved once, and not found any more since then; after a few days it counts no more.
  failing_since timestamptz,
  primary key (organization_id, id),
  constraint domains_domain unique (organization_id, domain),
  foreign key (organization_id, connection_id) references connections (organization_id, id) on delete set null (connection_id)
);
create unique index domains_proved on domains (domain) where proved_at is not null;
create index domains_connection on domains (organization_id, connection_id);
select wall('domains');
grant select, insert, delete, update (connection_id, proved_at, checked_at, failing_since) on domains to foyer_member;

-- Who tried to come in without being a member, for administrators, who may add them (US7).
create table refused_joins (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  email text not null,
  first_name text not null default '',
  last_name text not null default '',
  path text not null check (path in ('single-sign-on')),
  reason text not null,
  times int not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (organization_id, id),
  constraint refused_joins_email unique (organization_id, email)
);
create index refused_joins_last on refused_joins (organization_id, last_at desc, id desc);
select wall('refused_joins');
grant select, insert, delete, update (first_name, last_name, path, reason, times, last_at) on refused_joins to foyer_member;

alter table members drop constraint members_source_check;
alter table members add constraint members_source_check check (source in ('founder', 'added', 'invited', 'single-sign-on'));

-- Admins whose role still holds all that it was made with also get what is new, as those of new organizations do.
do $$
declare
  admins bigint;
  written bigint;
begin
  select count(*) into admins from roles where template = 'admin' and permissions @> array['sign_in_policy:view', 'sign_in_policy:edit'];
  update roles set permissions = permissions || array['single_sign_on:view', 'single_sign_on:edit']
    where template = 'admin' and permissions @> array['sign_in_policy:view', 'sign_in_policy:edit'];
  get diagnostics written = row_count;
  if written <> admins then raise exception 'roles: % of % written', written, admins; end if;
end $$;

---------------------------------------------------------------------------------------------------
-- Identity plane.

-- Whose connection it was: until something was proved that is the person's own, a log-in is good for nothing elsewhere.
-- No reference: one to an organization that is gone opens nothing.
alter table evidence add column organization_id uuid;

-- Begun on a provider's word: what is mailed for it is counted apart, or whoever runs one could keep people from their codes.
alter table logins add column by_provider boolean not null default false;

-- On the way to a provider and back: ten minutes, one browser, once.
create table sso_attempts (
  id uuid primary key default uuid7(),
  state_hash bytea not null unique,
  organization_id uuid not null references organizations on delete cascade,
  connection_id uuid not null,
  purpose text not null check (purpose in ('sign-in', 'test')),
  browser_hash bytea not null,
  -- Who went there; null: nobody yet.
  login_id uuid references logins on delete cascade,
  -- Of a set-up link, whose holder tests.
  set_up_link_id uuid,
  -- What only we know of it: nonce and PKCE verifier, sealed.
  sealed bytea not null,
  key_id text not null,
  -- SAML: the AuthnRequest that an answer must name.
  request_id text,
  -- The person must have shown the provider who they are at most so many seconds ago; null: whenever.
  max_age_seconds int,
  destination text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- SAML: what came by a cross-site POST without our cookie, until this browser asks for it.
  response text,
  returned_at timestamptz,
  foreign key (organization_id, connection_id) references connections (organization_id, id) on delete cascade
);
create index on sso_attempts (expires_at);
create index on sso_attempts (organization_id, connection_id);
create index on sso_attempts (login_id);

-- An account at a provider that is linked to a member as soon as this log-in proves that it is theirs (SS2).
create table held_links (
  login_id uuid primary key references logins on delete cascade,
  organization_id uuid not null references organizations on delete cascade,
  connection_id uuid not null,
  member_id uuid not null,
  issuer text not null,
  subject text not null,
  profile jsonb not null,
  proved_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (organization_id, connection_id) references connections (organization_id, id) on delete cascade
);
create index on held_links (expires_at);
create index on held_links (organization_id, connection_id);

-- What signing out at a provider wants to see (id_token_hint), sealed.
create table provider_sessions (
  login_id uuid not null references logins on delete cascade,
  connection_id uuid not null,
  organization_id uuid not null references organizations on delete cascade,
  sealed bytea not null,
  key_id text not null,
  primary key (login_id, connection_id),
  foreign key (organization_id, connection_id) references connections (organization_id, id) on delete cascade
);
create index on provider_sessions (organization_id, connection_id);

-- For whoever administers the provider: sets one connection up, and nothing else (SS3).
create table set_up_links (
  id uuid primary key default uuid7(),
  token_hash bytea not null unique,
  organization_id uuid not null references organizations on delete cascade,
  connection_id uuid not null,
  created_by_member_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  unique (organization_id, connection_id),
  foreign key (organization_id, connection_id) references connections (organization_id, id) on delete cascade
);
create index on set_up_links (expires_at);
alter table sso_attempts add foreign key (set_up_link_id) references set_up_links on delete cascade;
create index on sso_attempts (set_up_link_id);

grant select, insert, update, delete on sso_attempts, held_links, provider_sessions, set_up_links to foyer;
grant select (id, expires_at), delete on sso_attempts to foyer_worker;
grant select (login_id, expires_at), delete on held_links to foyer_worker;
grant select (id, expires_at), delete on set_up_links to foyer_worker;

---------------------------------------------------------------------------------------------------
-- What a door has to know.

-- Of single sign-on also whose it was. An older version reads the first three fields.
create or replace function evidence_of(login uuid) returns text language sql stable as $$
  select string_agg(concat_ws(',', e.kind, coalesce(e.connection_id::text, ''), round(extract(epoch from e.at) * 1000),
    e.organization_id), ' ')
  from evidence e where e.login_id = login
$$;

-- The enabled connections of an organization, as JSON: [[id, name, provides a second factor, evidence since (milliseconds)]].
create function connections_of(organization uuid) returns text language sql stable as $$
  select coalesce(json_agg(json_build_array(c.id, c.name, c.provides_second_factor,
    round(extract(epoch from c.evidence_since) * 1000)) order by c.created_at, c.id), '[]')::text
  from connections c where c.organization_id = organization and c.status = 'enabled'
$$;

-- What was packed until now; and behind a bar, where the policy or what is planned demands single sign-on, the connections.
-- An older version, which knows none, keeps such a door shut.
create or replace function policy_of(p sign_in_policies, r roles) returns text language sql stable as $$
  select concat_ws(',', p.first_factor, p.second_factor, r.second_factor, p.session_seconds, p.idle_seconds,
    coalesce(p.evidence_seconds, 0), coalesce(p.password_days, 0), p.single_session::int, r.single_session::int,
    case when p.planned is not null then concat_ws(',', round(extract(epoch from p.planned_from) * 1000),
      p.planned ->> 'firstFactor', p.planned ->> 'secondFactor', r.second_factor, p.planned ->> 'sessionSeconds',
      p.planned ->> 'idleSeconds', coalesce(p.planned ->> 'evidenceSeconds', '0'), coalesce(p.planned ->> 'passwordDays', '0'),
      (p.planned ->> 'singleSession')::boolean::int, r.single_session::int) end)
  || case when p.first_factor = 'sso' or p.planned ->> 'firstFactor' = 'sso'
    then '|' || connections_of(p.organization_id) else '' end
$$;

-- Whose connection an id is: that stands in the addresses that providers know.
create function organization_of_connection(connection uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.organization_id from connections c join organizations o on o.id = c.organization_id and o.status = 'active'
  where c.id = connection
$$;
revoke execute on function organization_of_connection from public;
grant execute on function organization_of_connection to foyer;

-- Which organization has proved an e-mail domain and leads its addresses through a connection (LG5).
create function organization_of_domain(domain text) returns table (organization_id uuid, connection_id uuid)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select d.organization_id, d.connection_id from domains d join organizations o on o.id = d.organization_id and o.status = 'active'
  where d.domain = organization_of_domain.domain and d.proved_at is not null and d.connection_id is not null
$$;
revoke execute on function organization_of_domain from public;
grant execute on function organization_of_domain to foyer;

-- US7: whether an identity has entered another organization than this one; not which, nor how many.
create function registered_elsewhere(identity uuid, organization uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select from members m where m.identity_id = identity and m.organization_id <> organization
    and m.first_entered_at is not null)
$$;
revoke execute on function registered_elsewhere from public;
grant execute on function registered_elsewhere to foyer;

-- For what the clock begins: which organizations have a connection or a domain to look after.
create function organizations_with_single_sign_on() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select o.id from organizations o where o.status = 'active'
    and (exists (select from connections c where c.organization_id = o.id)
      or exists (select from domains d where d.organization_id = o.id))
$$;
revoke execute on function organizations_with_single_sign_on from public;
grant execute on function organizations_with_single_sign_on to foyer;

-- For replacing the secret key: which organizations have a connection whose secrets another key than these has sealed.
create function organizations_sealed_otherwise(key_ids text[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select distinct c.organization_id from connections c
  where c.private_key_key_id <> all (key_ids) or c.secret_key_id <> all (key_ids)
$$;
revoke execute on function organizations_sealed_otherwise from public;
grant execute on function organizations_sealed_otherwise to foyer;
