-- Joining by oneself: access links, invitations by members, and public sign-up (US6, US8).

-- No row: everything is off.
create table joining_rules (
  organization_id uuid primary key references organizations on delete cascade,
  external_sign_up boolean not null default false,
  members_may_invite boolean not null default false
);
select wall('joining_rules');
grant select, insert, update (external_sign_up, members_may_invite) on joining_rules to foyer_member;

create table access_links (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 60),
  token_hash bytea not null,
  domains text[] not null default '{}',
  expires_at timestamptz,
  uses_max int check (uses_max >= 1),
  uses int not null default 0 check (uses <= coalesce(uses_max, uses)),
  created_by text,
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (organization_id, id)
);
create unique index access_links_token on access_links (token_hash);
create index access_links_created on access_links (organization_id, created_at desc, id desc);
select wall('access_links');
grant select, insert, update (uses, revoked_at) on access_links to foyer_member;

-- Whose access link this is, for whoever holds its token; whether it still lets anybody in is asked behind the wall.
create function access_link_of(by_hash bytea) returns table (organization_id uuid, access_link_id uuid)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select l.organization_id, l.id from access_links l
  join organizations o on o.id = l.organization_id and o.status = 'active'
  where l.token_hash = by_hash
$$;
revoke execute on function access_link_of from public;
grant execute on function access_link_of to foyer;

-- Identity plane: somebody on the way in, between their address and their first password.
create table joinings (
  id uuid primary key default uuid7(),
  token_hash bytea not null unique,
  email text not null,
  -- Null: public sign-up, which makes an organization.
  organization_id uuid references organizations on delete cascade,
  access_link_id uuid,
  language text not null,
  -- Keyed hash of the address that asked: nobody fills mailboxes with codes.
  client_hash bytea,
  -- Null: no code was made, because the address has an account; the mail says so (US8).
  code_hash bytea,
  tries int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  proved_at timestamptz,
  used_at timestamptz,
  foreign key (organization_id, access_link_id) references access_links (organization_id, id) on delete cascade
);
create index on joinings (email, created_at desc);
create index on joinings (client_hash, created_at desc);
create index on joinings (created_at);
create index on joinings (organization_id, access_link_id);
grant select, insert, update, delete on joinings to foyer;
grant select (id, created_at), delete on joinings to foyer_worker;

alter table refused_joins drop constraint refused_joins_path_check;
alter table refused_joins add constraint refused_joins_path_check check (path in ('single-sign-on', 'access-link', 'member-invites'));
