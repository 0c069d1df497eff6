-- The audit log as a page, and sealed into a hash chain (OP3).

create index audit_events_actor on audit_events (organization_id, actor_member_id, at desc, id desc);
create index audit_events_subject on audit_events (organization_id, subject_id, at desc, id desc);
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
