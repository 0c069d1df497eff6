-- A file of tasks that is being prepared (TK1), and how its columns were mapped, for the next one with the same header.
create table task_imports (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null default uuid7(),
  member_id uuid not null,
  file_id uuid not null,
  file_name text not null,
  -- Null, both: a workbook.
  encoding text,
  delimiter text,
  header_row int not null,
  rows int not null,
  -- Null: not chosen yet, or deleted since.
  flow_id uuid,
  mapping jsonb not null,
  remembered boolean not null,
  -- Once it has been started there is nothing to prepare any more.
  operation_id uuid,
  created_at timestamptz not null,
  primary key (organization_id, id),
  check ((encoding is null) = (delimiter is null)),
  foreign key (organization_id, file_id) references files (organization_id, id) on delete cascade,
  foreign key (organization_id, flow_id) references flows (organization_id, id) on delete set null (flow_id),
  foreign key (organization_id, operation_id) references operations (organization_id, id) on delete set null (operation_id)
);
create index task_imports_file on task_imports (organization_id, file_id);
create index task_imports_flow on task_imports (organization_id, flow_id);
create index task_imports_operation on task_imports (organization_id, operation_id);
select wall('task_imports');
grant select, insert, update (encoding, delimiter, header_row, rows, flow_id, mapping, remembered, operation_id), delete
  on task_imports to foyer_member;

create table task_import_mappings (
  organization_id uuid not null references organizations on delete cascade,
  -- SHA-256 of the names of the columns; what they are differs by flow.
  header_hash bytea not null,
  flow_id uuid not null,
  mapping jsonb not null,
  used_at timestamptz not null,
  primary key (organization_id, header_hash, flow_id),
  foreign key (organization_id, flow_id) references flows (organization_id, id) on delete cascade
);
create index task_import_mappings_flow on task_import_mappings (organization_id, flow_id);
select wall('task_import_mappings');
grant select, insert, update (mapping, used_at), delete on task_import_mappings to foyer_member;
