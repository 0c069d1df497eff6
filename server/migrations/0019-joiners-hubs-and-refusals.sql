-- Hubs for those who join by an access link (US6), and a mail about those who were refused (US7).

-- One that is deleted meanwhile is left out: a link is no reason to keep it.
alter table access_links add column hub_ids uuid[] not null default '{}' check (cardinality(hub_ids) <= 500);

alter table joining_rules
  add column refused_joins_mailed boolean not null default true,
  -- When administrators were last written to about people who were refused.
  add column mailed_at timestamptz;
grant update (refused_joins_mailed, mailed_at) on joining_rules to foyer_member;

-- Null: no mail has told of it yet. Whoever stands there already was found without one.
alter table refused_joins add column told_at timestamptz;
grant update (told_at) on refused_joins to foyer_member;
