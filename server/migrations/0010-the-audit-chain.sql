-- The audit log as a page, and sealed into a hash chain (OP3).

-- Each action, and each action of or on a person, is a sorted run; what is asked for merges the heads of some of them, and
-- costs the same however many events there are.
create index audit_events_actor on audit_events (organization_id, actor_member_id, action, at desc, id desc);
create index audit_events_subject on audit_events (organization_id, subject_id, action, at desc, id desc);
create index audit_events_action on audit_events (organization_id, action, at desc, id desc);

-- Which link of the chain seals an event; null: none yet. No role of the application may write it.
alter table audit_events add column seal bigint;
create index audit_events_unsealed on audit_events (organization_id, id) where seal is null;
create index audit_events_seal on audit_events (organization_id, seal, id);

-- Link n: the SHA-256 of link n - 1 and of the events that it seals, in the order of their ids.
create table audit_seals (
  organization_id uuid not null references organizations on delete cascade,
  number bigint not null,
  events int not null check (events > 0),
  hash bytea not null check (length(hash) = 32),
  sealed_at timestamptz not null,
  primary key (organization_id, number)
);
select wall('audit_seals');
grant select on audit_seals to foyer_member;

-- Who adds an event names no link: one that came with a number would stand in a link that never sealed it.
revoke insert on audit_events from foyer_member, foyer_copier, foyer;
grant insert (organization_id, id, at, action, actor_member_id, subject_id, details, ip, user_agent, request_id)
  on audit_events to foyer_member, foyer_copier, foyer;

-- The bytes of an event and of a link (docs/security.md): each field is the length of its text in bytes, four of them, the
-- highest first, and the text in UTF-8; null is four bytes 255. server/audit/audit-chain.ts says the same once more.
create function audit_field(value text) returns bytea language sql immutable parallel safe as $$
  select coalesce(int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8'), '\xffffffff'::bytea)
$$;
create function audit_time(at timestamptz) returns text language sql stable parallel safe as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
create function audit_digest(e audit_events) returns bytea language sql stable parallel safe as $$
  select sha256(audit_field(e.organization_id::text) || audit_field(e.id::text) || audit_field(audit_time(e.at))
    || audit_field(e.action) || audit_field(e.actor_member_id::text) || audit_field(e.subject_id::text)
    || audit_field(e.details::text) || audit_field(e.ip::text) || audit_field(e.user_agent) || audit_field(e.request_id::text))
$$;

-- Adds one link over at most `most` events that have been committed and are in none yet; tells how many. One sealer an
-- organization: the second waits here, and then sees what the first has done. An event that a slow transaction commits later
-- is not seen yet, whatever its id, and is sealed by a later link.
create function seal_audit_events(organization uuid, at timestamptz, most int) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  last audit_seals;
  next bigint;
  sealed int;
  digests bytea;
begin
  -- First, as everybody takes them who deletes an organization; what is being erased is nobody's to seal.
  perform from organizations where id = organization and erasing_since is null for key share;
  if not found then return 0; end if;
  perform pg_advisory_xact_lock(hashtextextended('foyer.audit.' || organization, 0));
  select * into last from audit_seals s where s.organization_id = organization order by s.number desc limit 1;
  next := coalesce(last.number, 0) + 1;
  with batch as (
    select id from audit_events where organization_id = organization and seal is null order by id limit most
  ), done as (
    update audit_events e set seal = next from batch
    where e.organization_id = organization and e.id = batch.id
    returning e.id, audit_digest(e) as digest
  )
  select count(*), string_agg(digest, ''::bytea order by id) into sealed, digests from done;
  if sealed > 0 then
    insert into audit_seals (organization_id, number, events, hash, sealed_at)
    values (organization, next, sealed, sha256(coalesce(last.hash, decode(repeat('00', 32), 'hex'))
      || audit_field(organization::text) || audit_field(next::text) || audit_field(audit_time(at))
      || audit_field(sealed::text) || digests), at);
  end if;
  return sealed;
end $$;
revoke execute on function seal_audit_events from public;
grant execute on function seal_audit_events to foyer;

-- Organizations with events in no link, by jumps from one to the next.
create function organizations_to_seal() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with recursive found as (
    (select organization_id from audit_events where seal is null order by organization_id limit 1)
    union all
    select (select e.organization_id from audit_events e
      where e.seal is null and e.organization_id > f.organization_id order by e.organization_id limit 1)
    from found f where f.organization_id is not null
  )
  select organization_id from found where organization_id is not null
$$;
revoke execute on function organizations_to_seal from public;
grant execute on function organizations_to_seal to foyer;
