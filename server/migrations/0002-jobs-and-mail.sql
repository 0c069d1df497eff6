-- Jobs and mail: what runs after a transaction is queued inside of it, through functions that stamp the organization.
-- graphile-worker's own tables are there already (migrate.ts) and belong to foyer_owner.

---------------------------------------------------------------------------------------------------
-- The worker: row-level security is on for the tables of the library, and whoever owns nothing needs policies.
-- It takes jobs, counts and ends them; it adds only those of its clock, and what it may do here nobody else may.

grant usage on schema graphile_worker to foyer_worker;
grant select on graphile_worker.migrations to foyer_worker;
grant select, insert on graphile_worker._private_tasks to foyer_worker;
grant select, update on graphile_worker._private_job_queues to foyer_worker;
grant select, update, delete on graphile_worker._private_jobs to foyer_worker;
-- Its clock notes here what it knows, also when there is nothing to repeat.
grant select, insert, update on graphile_worker._private_known_crontabs to foyer_worker;
create policy worker on graphile_worker._private_known_crontabs to foyer_worker using (true) with check (true);
create policy worker on graphile_worker._private_tasks to foyer_worker using (true) with check (true);
create policy worker on graphile_worker._private_job_queues to foyer_worker using (true) with check (true);
create policy worker on graphile_worker._private_jobs to foyer_worker using (true) with check (true);

---------------------------------------------------------------------------------------------------
-- Mails are kept as template and values, and rendered when they are sent or shown: a secret of a link is one value,
-- taken away as soon as the mail is out.

alter table mails
  drop column subject,
  drop column body_text,
  drop column body_html,
  add column template text not null,
  add column language text not null,
  add column "values" jsonb not null,
  -- Given up: the mail server refused it for good, or every attempt failed.
  add column failed_at timestamptz,
  add foreign key (organization_id) references organizations on delete cascade,
  add check (recipient !~ '[[:cntrl:][:space:]]' and length(recipient) <= 254);
create index on mails (organization_id);

-- Mails hold secrets of links: whoever answers requests only adds them, by the function below.
revoke all on mails from foyer;
grant select, update ("values", attempts, last_error, sent_at, failed_at) on mails to foyer_worker;

---------------------------------------------------------------------------------------------------
-- Adding. Whoever is confined adds for its own organization and no other; only foyer itself may name one, or none.

create function organization_to_stamp(named uuid) returns uuid language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  mine uuid := public.current_organization_id();
begin
  -- Inside of a SECURITY DEFINER function this setting still tells the role of the caller.
  if current_setting('role') <> 'none' and (mine is null or named <> mine) then
    raise exception 'a confined transaction adds jobs and mails of its own organization only'
      using errcode = 'insufficient_privilege';
  end if;
  return coalesce(named, mine);
end $$;

create function add_job(task text, payload jsonb, organization uuid default null, run_at timestamptz default null,
  max_attempts int default null, key text default null)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stamp uuid := public.organization_to_stamp(organization);
begin
  -- Not even its id is told to the caller. A key is of its organization: nobody replaces the job of another one.
  perform graphile_worker.add_job(
    task,
    (payload || jsonb_build_object('organizationId', stamp))::json,
    run_at => add_job.run_at,
    max_attempts => add_job.max_attempts,
    job_key => task || ':' || coalesce(stamp::text, '-') || ':' || key);
end $$;

create function queue_mail(recipient text, template text, language text, "values" jsonb, organization uuid default null)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stamp uuid := public.organization_to_stamp(organization);
  mail_id uuid;
begin
  insert into public.mails (organization_id, recipient, template, language, "values")
    values (stamp, queue_mail.recipient, queue_mail.template, queue_mail.language, queue_mail."values")
    returning id into mail_id;
  perform public.add_job('send-mail', jsonb_build_object('mailId', mail_id), stamp);
end $$;

revoke execute on function organization_to_stamp, add_job, queue_mail from public;
grant execute on function add_job, queue_mail to foyer, foyer_member, foyer_copier;
