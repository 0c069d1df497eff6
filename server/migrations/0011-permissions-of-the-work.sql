-- What the work inside an organization wants to be permitted (RP3): moving, importing and exporting tasks, programs, matches, billing.

-- Default roles that still hold all that they were made with also get what is new, as those of new organizations do. Owners hold
-- everything without it being written.
do $$
declare
  wanted bigint;
  written bigint;
begin
  select count(*) into wanted from roles where template = 'admin' and permissions @> array['users:remove', 'audit:view']
    or template = 'planner' and permissions @> array['tasks:create', 'tasks:assign', 'tasks:delete']
    or template = 'field_user' and permissions @> array['tasks:view', 'tasks:do'];
  update roles set permissions = permissions || case template
      when 'admin' then array['tasks:move', 'tasks:import', 'tasks:export', 'programs:join', 'programs:view', 'programs:create',
        'programs:edit', 'programs:delete', 'matches:view', 'matches:create', 'matches:end', 'billing:view', 'billing:edit']
      when 'planner' then array['tasks:move', 'tasks:import', 'tasks:export', 'programs:join']
      else array['programs:join'] end
    where template = 'admin' and permissions @> array['users:remove', 'audit:view']
      or template = 'planner' and permissions @> array['tasks:create', 'tasks:assign', 'tasks:delete']
      or template = 'field_user' and permissions @> array['tasks:view', 'tasks:do'];
  get diagnostics written = row_count;
  if written <> wanted then raise exception 'roles: % of % written', written, wanted; end if;
end $$;
