-- Attachments of tasks: photos and signatures. Here stands what is known of them; their content is encrypted and lies as objects
-- in a storage beside the database.

---------------------------------------------------------------------------------------------------
-- Which storage is ours: the same id stands in it, so that no process takes another folder or bucket for this one.
create table object_store (
  one boolean primary key default true check (one),
  id uuid not null,
  since timestamptz not null
);
grant select, insert on object_store to foyer;

-- The key that encrypts an organization's attachments, sealed by the secret key; without this row its objects are noise.
create table attachment_keys (
  organization_id uuid primary key references organizations on delete cascade,
  id uuid not null default uuid7(),
  sealed_key bytea not null,
  key_id text not null,
  -- Of all its attachments together, counted by triggers.
  bytes bigint not null default 0
);
create index attachment_keys_key on attachment_keys (key_id);
select wall('attachment_keys');
grant select, insert (organization_id, id, sealed_key, key_id), update (sealed_key, key_id) on attachment_keys to foyer_member;

create table attachments (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('photo', 'signature')),
  name text not null,
  content_type text not null check (content_type = 'image/webp'),
  -- Of the picture, not of the object.
  bytes int not null check (bytes > 0),
  width int not null,
  height int not null,
  -- 'writing': the object may be there, or not, or in part.
  state text not null default 'writing' check (state in ('writing', 'ready')),
  -- When the object was begun the last time.
  writing_since timestamptz not null,
  -- Null: whoever sent it is no member any more.
  created_by uuid,
  created_at timestamptz not null,
  -- A repeated request, by the Idempotency-Key of whoever sent it, and what came with it.
  request_key text,
  request_hash bytea,
  -- Of which task it is, and in which of its values it stands; null: of none yet.
  task_id uuid,
  component_id text,
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references members (organization_id, id) on delete set null (created_by),
  foreign key (organization_id, task_id) references tasks (organization_id, id) on delete cascade,
  check ((task_id is null) = (component_id is null)),
  check (task_id is null or state = 'ready'),
  check ((request_key is null) = (request_hash is null))
);
create unique index attachments_request on attachments (organization_id, created_by, request_key) where request_key is not null;
create index attachments_created_by on attachments (organization_id, created_by);
create index attachments_task on attachments (organization_id, task_id);
-- What nobody has claimed, to be forgotten.
create index attachments_unclaimed on attachments (created_at) where task_id is null;
select wall('attachments');
grant select, insert, update (state, writing_since, task_id, component_id), delete on attachments to foyer_member;

-- Behind the wall the worker may see and delete what nobody has claimed within a week, of whichever organization.
grant select (organization_id, id, created_at, task_id), delete on attachments to foyer_worker;
create policy forgets on attachments for all to foyer_worker
  using (task_id is null and created_at < now() - interval '7 days') with check (false);

---------------------------------------------------------------------------------------------------
-- Objects whose row is gone, whatever way it went, by their key in the storage: noted with the row's end in one transaction,
-- forgotten once the object is removed. No organization: it outlives that.
create table object_removals (
  object_key text primary key,
  -- Not before then: whoever began to write the object has given up, or finished.
  due_at timestamptz not null,
  attempts int not null default 0
);
create index object_removals_due on object_removals (due_at);
grant select, update (due_at, attempts), delete on object_removals to foyer_worker;

-- An object is written within minutes, or given up (server/attachments/write-attachment.ts).
create function note_object_removal() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into object_removals (object_key, due_at)
    select organization_id || '/' || id, greatest(now(), writing_since + interval '15 minutes') from gone
    on conflict (object_key) do nothing;
  update attachment_keys k set bytes = k.bytes - g.bytes
    from (select organization_id, sum(bytes) as bytes from gone group by organization_id) g
    where k.organization_id = g.organization_id;
  return null;
end $$;
revoke execute on function note_object_removal from public;
create trigger object_removal after delete on attachments referencing old table as gone
  for each statement execute function note_object_removal();

create function count_attachments() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update attachment_keys k set bytes = k.bytes + a.bytes
    from (select organization_id, sum(bytes) as bytes from added group by organization_id) a
    where k.organization_id = a.organization_id;
  return null;
end $$;
revoke execute on function count_attachments from public;
create trigger attachment_count after insert on attachments referencing new table as added
  for each statement execute function count_attachments();

-- For replacing the secret key: whose key of attachments another key than these has sealed.
create function attachment_keys_sealed_otherwise(key_ids text[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select organization_id from attachment_keys where key_id <> all (key_ids)
$$;
revoke execute on function attachment_keys_sealed_otherwise from public;
grant execute on function attachment_keys_sealed_otherwise to foyer;
