-- Who took part actively, period by period (BL1–BL3): a ledger that the database itself keeps beside the intervals of matches,
-- so that no way of starting or ending one can forget it.

create table billing_accounts (
  organization_id uuid primary key references organizations on delete cascade,
  -- Of the next period; a period keeps those that it was opened with.
  anchor_day int not null check (anchor_day between 1 and 31)
);
select wall('billing_accounts');
grant select, update (anchor_day) on billing_accounts to foyer_member;

create table billing_periods (
  organization_id uuid not null references organizations on delete cascade,
  number int not null check (number >= 1),
  starts_at timestamptz not null,
  -- Half-open: the next one begins then.
  ends_at timestamptz not null check (ends_at > starts_at),
  time_zone text not null,
  anchor_day int not null,
  closed_at timestamptz check (closed_at >= ends_at),
  -- What it came to, once it has closed; and the id of the event that tells of it.
  active int,
  added int,
  removed int,
  event_id uuid,
  primary key (organization_id, number),
  check (num_nulls(closed_at, active, added, removed, event_id) in (0, 5))
);
create unique index billing_periods_open on billing_periods (organization_id) where closed_at is null;
create index billing_periods_due on billing_periods (ends_at) where closed_at is null;
select wall('billing_periods');
grant select on billing_periods to foyer_member;

-- Appended to, never changed. `period` is where an entry counts, `of_period` what it is about: of a correction an earlier one,
-- which had closed. For each period and person the changes add up to 1 or 0.
create table billing_entries (
  organization_id uuid not null,
  id uuid not null default uuid7(),
  period int not null,
  of_period int not null check (of_period <= period),
  identity_id uuid not null,
  change int not null check (change in (1, -1)),
  -- What made it so; it outlives the member.
  member_id uuid not null,
  name text not null,
  interval_id uuid not null,
  match_id uuid not null,
  active_from timestamptz not null,
  recorded_at timestamptz not null,
  primary key (organization_id, id),
  foreign key (organization_id, period) references billing_periods (organization_id, number),
  foreign key (organization_id, of_period) references billing_periods (organization_id, number),
  foreign key (organization_id, interval_id) references match_intervals (organization_id, id),
  foreign key (organization_id, match_id) references matches (organization_id, id)
);
create index billing_entries_person on billing_entries (organization_id, identity_id, of_period);
create index billing_entries_about on billing_entries (organization_id, of_period);
create index billing_entries_list on billing_entries (organization_id, period, lower(name), id);
create index billing_entries_interval on billing_entries (organization_id, interval_id);
create index billing_entries_match on billing_entries (organization_id, match_id);
select wall('billing_entries');
grant select on billing_entries to foyer_member;

create index match_intervals_ended on match_intervals (organization_id, ended_at);

-- A closed month does not change (BL3), whoever writes.
create function refuse_closed_period() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select from billing_periods p
      where p.organization_id = new.organization_id and p.number = new.period and p.closed_at is not null) then
    raise exception 'billing period % has closed', new.period;
  end if;
  return new;
end $$;
create trigger refuse_closed_period before insert on billing_entries for each row execute function refuse_closed_period();

---------------------------------------------------------------------------------------------------
-- Boundaries.

-- The first moment of a day: midnight, or what takes its place where clocks leap over it; the earlier one of two.
create function start_of_day(day date, zone text) returns timestamptz language sql stable parallel safe as $$
  select case when ((t - interval '1 hour') at time zone zone)::date >= day then t - interval '1 hour' else t end
  from (select day::timestamp at time zone zone) as midnight (t)
$$;

-- Where a period begins in the month of a day: on the anchor day, or on the month's last where it has no such day. Counted from
-- the month each time, so that it does not drift.
create function billing_boundary(month date, anchor int, zone text) returns timestamptz language sql stable parallel safe as $$
  select start_of_day(first + least(anchor, extract(day from first + interval '1 month' - interval '1 day')::int) - 1, zone)
  from (select date_trunc('month', month)::date) as m (first)
$$;

-- Where a period ends that begins then: the next boundary that is at least 15 days away. Only a change of zone or anchor puts
-- one nearer, which would bill a few hours as a month.
create function next_billing_boundary(start timestamptz, anchor int, zone text) returns timestamptz
language sql stable parallel safe as $$
  select min(b) from (
    select billing_boundary((date_trunc('month', start at time zone zone) + make_interval(months => m))::date, anchor, zone)
    from generate_series(0, 2) m
  ) as boundaries (b) where b >= start + interval '15 days'
$$;

create function last_billing_boundary(at timestamptz, anchor int, zone text) returns timestamptz
language sql stable parallel safe as $$
  select max(b) from (
    select billing_boundary((date_trunc('month', at at time zone zone) - make_interval(months => m))::date, anchor, zone)
    from generate_series(-1, 1) m
  ) as boundaries (b) where b <= at
$$;

-- The application knows newer zones than some PostgreSQL.
create function zone_or_utc(zone text) returns text language plpgsql stable parallel safe as $$
begin
  perform now() at time zone zone;
  return zone;
exception when invalid_parameter_value then
  return 'UTC';
end $$;

---------------------------------------------------------------------------------------------------
-- The ledger.

-- Was a match of theirs active at any moment of a period (BL1)? One that ended as it began was, at that moment.
create function active_in(i match_intervals, p billing_periods) returns boolean language sql immutable parallel safe as $$
  select i.voided_at is null and i.started_at < p.ends_at
    and (i.ended_at is null or i.ended_at > p.starts_at or i.started_at >= p.starts_at)
$$;

-- Closes what is over and opens what has begun, for all who were active at its start. One at a time in an organization: whoever
-- starts or ends a match waits here as well, and then sees what has closed meanwhile.
create function advance_billing(organization uuid, at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  account billing_accounts;
  last billing_periods;
  next billing_periods;
  zone text;
  born timestamptz;
begin
  select zone_or_utc(o.time_zone), o.created_at into zone, born from organizations o
    where o.id = organization and o.erasing_since is null;
  if not found then return; end if;
  insert into billing_accounts (organization_id, anchor_day)
    values (organization, extract(day from born at time zone zone)) on conflict do nothing;
  select * into account from billing_accounts a where a.organization_id = organization for update;
  loop
    select * into last from billing_periods p where p.organization_id = organization order by p.number desc limit 1;
    next := row(organization, 1, last_billing_boundary(least(born, at), account.anchor_day, zone), null, zone, account.anchor_day,
      null, null, null, null, null);
    if found then
      exit when last.ends_at > at;
      update billing_periods p set closed_at = at, event_id = uuid7(), (active, added, removed) = (
        select coalesce(sum(e.change) filter (where e.of_period = e.period), 0),
          count(*) filter (where e.of_period < e.period and e.change = 1),
          count(*) filter (where e.of_period < e.period and e.change = -1)
        from billing_entries e where e.organization_id = organization and e.period = last.number)
      where p.organization_id = organization and p.number = last.number;
      next.number := last.number + 1;
      next.starts_at := last.ends_at;
    end if;
    next.ends_at := next_billing_boundary(next.starts_at, account.anchor_day, zone);
    insert into billing_periods select next.*;
    insert into billing_entries (organization_id, period, of_period, identity_id, change, member_id, name, interval_id, match_id,
        active_from, recorded_at)
      select distinct on (i.identity_id) organization, next.number, next.number, i.identity_id, 1, i.member_id, i.member_name,
        i.id, i.match_id, greatest(i.started_at, next.starts_at), at
      from match_intervals i
      -- What was told only after its end is late, however late the period is opened: settle_bill corrects it.
      where i.organization_id = organization and active_in(i, next) and i.recorded_at < next.ends_at
      order by i.identity_id, greatest(i.started_at, next.starts_at), i.id;
  end loop;
end $$;
revoke execute on function advance_billing from public;
grant execute on function advance_billing to foyer;

-- Makes the ledger say of some people what their intervals say: what is missing is added, what is too much taken back, each in
-- the present period, which alone is open.
create function settle_bill(organization uuid, people uuid[], at timestamptz) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  present int;
begin
  select p.number into present from billing_periods p where p.organization_id = organization and p.closed_at is null;
  if not found then return; end if;
  insert into billing_entries (organization_id, period, of_period, identity_id, change, member_id, name, interval_id, match_id,
      active_from, recorded_at)
    with due as (
      select distinct on (p.number, i.identity_id) p.number, i.identity_id, i.member_id, i.member_name, i.id, i.match_id,
        greatest(i.started_at, p.starts_at) as active_from
      from match_intervals i
      join billing_periods p on p.organization_id = i.organization_id and active_in(i, p)
      where i.organization_id = organization and i.identity_id = any (people)
      order by p.number, i.identity_id, greatest(i.started_at, p.starts_at), i.id
    ), written as (
      select e.of_period, e.identity_id, (array_agg(e order by e.recorded_at desc, e.id desc) filter (where e.change = 1))[1] as entry
      from billing_entries e
      where e.organization_id = organization and e.identity_id = any (people)
      group by e.of_period, e.identity_id having sum(e.change) = 1
    )
    -- A full join is hashed or merged, however many the planner expects; thousands of matches end at once.
    select organization, present, coalesce(d.number, w.of_period), coalesce(d.identity_id, w.identity_id),
      case when w.identity_id is null then 1 else -1 end, coalesce(d.member_id, (w.entry).member_id),
      coalesce(d.member_name, (w.entry).name), coalesce(d.id, (w.entry).interval_id), coalesce(d.match_id, (w.entry).match_id),
      coalesce(d.active_from, (w.entry).active_from), at
    from due d full join written w on w.of_period = d.number and w.identity_id = d.identity_id
    where d.identity_id is null or w.identity_id is null;
end $$;
revoke execute on function settle_bill from public;

create function bill_activity() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  one record;
begin
  for one in
    select c.organization_id, array_agg(distinct c.identity_id) as people,
      max(greatest(c.started_at, c.recorded_at, c.ended_at, c.voided_at)) as at
    from changed c group by c.organization_id
  loop
    perform advance_billing(one.organization_id, one.at);
    perform settle_bill(one.organization_id, one.people, one.at);
  end loop;
  return null;
end $$;
revoke execute on function bill_activity from public;
create trigger bill_started after insert on match_intervals referencing new table as changed
  for each statement execute function bill_activity();
create trigger bill_changed after update on match_intervals referencing new table as changed
  for each statement execute function bill_activity();

-- A changed zone acts from the next period: what should have been opened by now still goes by the old one.
create function bill_by_old_zone() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select from billing_accounts a where a.organization_id = new.id) then
    perform advance_billing(new.id, clock_timestamp());
  end if;
  return new;
end $$;
revoke execute on function bill_by_old_zone from public;
create trigger bill_by_old_zone before update of time_zone on organizations
  for each row when (old.time_zone is distinct from new.time_zone) execute function bill_by_old_zone();

-- For a request, which is in one organization: brings its periods up to now. Where they are, it waits for nobody who starts or ends
-- matches, and writes nothing.
create function keep_bill(at timestamptz) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select advance_billing(current_organization_id(), at) where not exists (
    select from billing_periods p
    where p.organization_id = current_organization_id() and p.closed_at is null and p.ends_at > at)
$$;
revoke execute on function keep_bill from public;
grant execute on function keep_bill to foyer_member;

create function organizations_to_bill(at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select organization_id from billing_periods where closed_at is null and ends_at <= at order by ends_at, organization_id
$$;
revoke execute on function organizations_to_bill from public;
grant execute on function organizations_to_bill to foyer;

-- For whoever runs this server (`foyer strike-match`): what never should have counted, such as a match made by mistake. Its
-- intervals stay, struck out; the ledger takes back what stood on them. Tells how many; none of a match that is still active.
create function strike_match(organization uuid, match uuid, reason text, at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  struck int;
begin
  perform from matches m where m.organization_id = organization and m.id = match and m.status = 'ended' for no key update;
  if not found then return 0; end if;
  update match_intervals i set voided_at = at, void_reason = reason
    where i.organization_id = organization and i.match_id = match and i.voided_at is null;
  get diagnostics struck = row_count;
  return struck;
end $$;
revoke execute on function strike_match from public;
grant execute on function strike_match to foyer;
