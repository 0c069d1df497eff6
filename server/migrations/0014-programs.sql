-- Programs, who takes part, whom they are matched with, and when each match was active (MT1–MT3).

create table programs (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 100),
  description text not null default '' check (length(description) <= 5000),
  kind text not null check (kind in ('mentoring', 'peer', 'group')),
  -- Days in the organization's time zone; null: open.
  starts_on date,
  ends_on date check (ends_on >= starts_on),
  registration_open boolean not null default false,
  requests_open boolean not null default false,
  questions jsonb not null default '[]',
  -- When a match ends by itself: on a day, after so many days, or (both null) never.
  match_ends_on date,
  match_ends_after_days int check (match_ends_after_days between 1 and 3650),
  group_size_max int not null default 8 check (group_size_max between 2 and 50),
  version int not null default 1,
  archived_at timestamptz,
  created_at timestamptz not null,
  primary key (organization_id, id),
  check (match_ends_on is null or match_ends_after_days is null),
  check (archived_at is null or not registration_open and not requests_open)
);
create unique index programs_name on programs (organization_id, lower(name));
select wall('programs');
grant select, insert, update (name, description, starts_on, ends_on, registration_open, requests_open, questions, match_ends_on,
  match_ends_after_days, group_size_max, version, archived_at), delete on programs to foyer_member;

-- One row a program and member, whatever happens: who left and came back stands in the same row.
create table registrations (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  program_id uuid not null,
  -- Null: the member was deleted; the name stays.
  member_id uuid,
  member_name text not null,
  role text not null check (role in ('mentor', 'mentee', 'peer', 'host', 'participant')),
  capacity int not null check (capacity between 1 and 50),
  answers jsonb not null default '{}',
  status text not null default 'registered' check (status in ('registered', 'frozen', 'left')),
  first_registered_at timestamptz not null,
  registered_at timestamptz not null,
  frozen_at timestamptz,
  -- Of an administrator: nobody else lets them take part again, also after they have left. Null: by themselves. No reference: who it
  -- was stays true.
  frozen_by uuid,
  left_at timestamptz,
  -- Counted by the triggers below: matches that take a place (staged, pending, active), and those of them that are active. No two
  -- at once can take the same place: the second waits for the row and is refused by the check.
  open_matches int not null default 0 check (open_matches >= 0),
  active_matches int not null default 0 check (active_matches >= 0),
  primary key (organization_id, id),
  foreign key (organization_id, program_id) references programs (organization_id, id),
  constraint registrations_member foreign key (organization_id, member_id) references members (organization_id, id)
    on delete set null (member_id),
  constraint registrations_room check (open_matches <= capacity),
  constraint registrations_take_part check (status = 'registered' or open_matches = 0)
);
create unique index registrations_program_member on registrations (organization_id, program_id, member_id);
create index registrations_member on registrations (organization_id, member_id);
create index registrations_standing on registrations (organization_id, program_id, status, role, id);
select wall('registrations');
grant select, insert, update (member_name, role, capacity, answers, status, registered_at, frozen_at, frozen_by, left_at, open_matches,
  active_matches) on registrations to foyer_member;

-- One run of matching everybody who has room. Its operation tells how it goes on; what it staged stands in matches.
create table proposals (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  program_id uuid not null,
  -- No references: operations are forgotten after 30 days, and that somebody began it stays true.
  operation_id uuid not null,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  minimum_score int not null check (minimum_score between 0 and 100),
  -- Written once, with what it staged: what is tried again after a crash stages nothing twice.
  ready_at timestamptz,
  considered int not null default 0,
  unmatched int not null default 0,
  staged int not null default 0,
  approved int not null default 0,
  discarded int not null default 0,
  primary key (organization_id, id),
  foreign key (organization_id, program_id) references programs (organization_id, id) on delete cascade
);
create index proposals_program on proposals (organization_id, program_id, id desc);
select wall('proposals');
grant select, insert, update (ready_at, considered, unmatched, staged, approved, discarded) on proposals to foyer_member;

create table matches (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  program_id uuid not null,
  status text not null check (status in ('staged', 'pending', 'active', 'ended')),
  source text not null check (source in ('administrator', 'proposal', 'request')),
  -- Of a pair, its registrations in the order of their ids; null: a group.
  low_registration_id uuid,
  high_registration_id uuid check (high_registration_id > low_registration_id),
  proposal_id uuid,
  score int check (score between 0 and 100),
  reasons jsonb not null default '[]',
  -- Of a request.
  asked_by uuid,
  message text not null default '' check (length(message) <= 500),
  expires_at timestamptz,
  created_at timestamptz not null,
  -- When it became active, the last time; null: never was.
  started_at timestamptz,
  -- When it will end by itself.
  ends_at timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('administrator', 'participant', 'frozen', 'left', 'removed', 'due', 'program-ended',
    'program-archived', 'organization-deleted', 'declined', 'withdrawn', 'expired')),
  end_note text not null default '' check (length(end_note) <= 500),
  -- No reference: who ended it stays true.
  ended_by uuid,
  primary key (organization_id, id),
  foreign key (organization_id, program_id) references programs (organization_id, id),
  foreign key (organization_id, proposal_id) references proposals (organization_id, id),
  check ((low_registration_id is null) = (high_registration_id is null)),
  check ((status = 'pending') = (expires_at is not null)),
  check (status <> 'active' or started_at is not null),
  check ((status = 'ended') = (ended_at is not null and end_reason is not null))
);
-- Two people are matched once at a time in a program.
create unique index matches_pair on matches (organization_id, program_id, low_registration_id, high_registration_id)
  where status <> 'ended';
create index matches_newest on matches (organization_id, id desc);
create index matches_program on matches (organization_id, program_id, status, id desc);
create index matches_status on matches (organization_id, status, id desc);
create index matches_proposal on matches (organization_id, proposal_id, status);
create index matches_due on matches (organization_id, least(expires_at, ends_at)) where status in ('pending', 'active');
select wall('matches');
grant select, insert, update (status, score, reasons, expires_at, started_at, ends_at, ended_at, end_reason, end_note, ended_by), delete
  on matches to foyer_member;

create table match_participants (
  organization_id uuid not null,
  match_id uuid not null,
  registration_id uuid not null,
  -- Null: the member was deleted; the name stays.
  member_id uuid,
  member_name text not null,
  role text not null check (role in ('mentor', 'mentee', 'peer', 'host', 'participant')),
  -- Of a group that goes on without them.
  left_at timestamptz,
  primary key (organization_id, match_id, registration_id),
  foreign key (organization_id, match_id) references matches (organization_id, id) on delete cascade,
  foreign key (organization_id, registration_id) references registrations (organization_id, id),
  constraint match_participants_member foreign key (organization_id, member_id) references members (organization_id, id)
    on delete set null (member_id)
);
create index match_participants_registration on match_participants (organization_id, registration_id, match_id);
create index match_participants_member on match_participants (organization_id, member_id, match_id);
select wall('match_participants');
grant select, insert, update (member_name, left_at), delete on match_participants to foyer_member;

-- When each participant of a match was active in it: what the bill stands on (BL1–BL3). Never deleted while the organization lives;
-- outlives the member. Half-open: [started_at, ended_at).
create table match_intervals (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  match_id uuid not null,
  member_id uuid not null,
  identity_id uuid not null,
  member_name text not null,
  started_at timestamptz not null,
  ended_at timestamptz check (ended_at >= started_at),
  recorded_at timestamptz not null default now(),
  voided_at timestamptz,
  void_reason text,
  primary key (organization_id, id),
  foreign key (organization_id, match_id) references matches (organization_id, id)
);
create unique index match_intervals_open on match_intervals (organization_id, match_id, member_id) where ended_at is null;
create index match_intervals_match on match_intervals (organization_id, match_id);
create index match_intervals_identity on match_intervals (organization_id, identity_id, started_at);
select wall('match_intervals');
grant select, insert, update (ended_at) on match_intervals to foyer_member;

-- Who is not to be matched in a program; members in the order of their ids.
create table do_not_match (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  program_id uuid not null,
  low_member_id uuid not null,
  high_member_id uuid not null check (high_member_id > low_member_id),
  reason text not null default '' check (length(reason) <= 500),
  created_by uuid,
  created_at timestamptz not null,
  primary key (organization_id, id),
  foreign key (organization_id, program_id) references programs (organization_id, id) on delete cascade,
  foreign key (organization_id, low_member_id) references members (organization_id, id) on delete cascade,
  foreign key (organization_id, high_member_id) references members (organization_id, id) on delete cascade
);
create unique index do_not_match_pair on do_not_match (organization_id, program_id, low_member_id, high_member_id);
create index do_not_match_low on do_not_match (organization_id, low_member_id);
create index do_not_match_high on do_not_match (organization_id, high_member_id);
select wall('do_not_match');
grant select, insert, delete on do_not_match to foyer_member;

---------------------------------------------------------------------------------------------------
-- Places taken are counted where the rows change, so that no way of making or ending a match can forget it. Whoever writes holds
-- the registrations first, in the order of their ids.

create function takes_place(status text) returns int language sql immutable parallel safe as
  $$ select (status in ('staged', 'pending', 'active'))::int $$;
create function is_active(status text) returns int language sql immutable parallel safe as
  $$ select (status = 'active')::int $$;

create function count_participant() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  status_now text;
  sign int := case when tg_op = 'INSERT' then 1 when new.left_at is null then 1 else -1 end;
begin
  select m.status into status_now from matches m where m.organization_id = new.organization_id and m.id = new.match_id;
  update registrations set open_matches = open_matches + sign * takes_place(status_now),
      active_matches = active_matches + sign * is_active(status_now)
    where organization_id = new.organization_id and id = new.registration_id and takes_place(status_now) = 1;
  return null;
end $$;
create trigger count_participant after insert on match_participants for each row when (new.left_at is null)
  execute function count_participant();
create trigger count_participant_again after update on match_participants for each row
  when ((old.left_at is null) <> (new.left_at is null)) execute function count_participant();

create function count_match() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  status_then text := old.status;
  status_now text := case when tg_op = 'DELETE' then 'ended' else new.status end;
  opened int := takes_place(status_now) - takes_place(status_then);
  activated int := is_active(status_now) - is_active(status_then);
begin
  update registrations r set open_matches = open_matches + opened, active_matches = active_matches + activated
    from match_participants p
    where p.organization_id = old.organization_id and p.match_id = old.id and p.left_at is null
      and r.organization_id = p.organization_id and r.id = p.registration_id and (opened <> 0 or activated <> 0);
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger count_match after update on matches for each row when (old.status <> new.status) execute function count_match();
-- Before: its participants go with it.
create trigger count_match_gone before delete on matches for each row when (old.status <> 'ended') execute function count_match();

-- Matching everybody is long work.
alter table operations drop constraint operations_kind_check;
alter table operations add constraint operations_kind_check
  check (kind in ('user-import', 'user-change', 'organization-export', 'audit-export', 'match-proposal', 'task-import', 'task-export'));
