-- Requests of the class `credential`, counted for each address over all processes. Unlogged: a crash forgets a minute of
-- counting, and counting never waits for the disk.
create unlogged table rate_counts (
  subject text primary key,
  count int not null,
  window_ends_at timestamptz not null
);
create index on rate_counts (window_ends_at);
grant select, insert, update on rate_counts to foyer;

---------------------------------------------------------------------------------------------------
-- What is over is forgotten by the worker, on its clock. It sees only the columns by which it tells what is over, and
-- deletes; what hangs on a deleted row goes with it by the references.
-- Its clock adds the job that does it; a job without the clock's mark it cannot add.
grant insert on graphile_worker._private_jobs, graphile_worker._private_job_queues to foyer_worker;
create policy by_the_clock on graphile_worker._private_jobs as restrictive for insert to foyer_worker
  with check (payload -> '_cron' is not null);

grant select (subject, window_ends_at), delete on rate_counts to foyer_worker;
grant select (subject, proof, day_started_at, window_started_at, locked_until), delete on throttles to foyer_worker;
grant select (id, expires_at, used_at), delete on password_links to foyer_worker;
grant select (identity_id, browser_hash, last_used_at), delete on known_browsers to foyer_worker;
grant select (id, login_id, expires_at), delete on pending_sign_ins to foyer_worker;
grant select (id, login_id, created_at, ended_at), delete on sessions to foyer_worker;
grant select (id, created_at), delete on logins to foyer_worker;
grant select (identity_id, key, created_at), delete on founding_keys to foyer_worker;
grant delete on mails to foyer_worker;

-- Behind the wall it may see and delete old keys alone, of whichever organization.
grant select (organization_id, member_id, key, created_at), delete on idempotency_keys to foyer_worker;
create policy forgets on idempotency_keys for all to foyer_worker
  using (created_at < now() - interval '1 day') with check (false);
