-- Groups take people on and let them go while they go on; matches are written to a file; a proposal of thousands is approved in the
-- background (MT2).

-- Since when somebody is in a match that went on without them before; null: since it began. Why they are in it no more, and what
-- was written then for administrators; null: still in it, or unknown of earlier ones, who left by themselves.
alter table match_participants
  add column joined_at timestamptz,
  add column left_reason text check (left_reason in ('administrator', 'participant', 'frozen', 'left', 'removed')),
  add column left_note text not null default '' check (length(left_note) <= 500);
grant update (joined_at, left_reason, left_note) on match_participants to foyer_member;

alter table operations drop constraint operations_kind_check;
alter table operations add constraint operations_kind_check
  check (kind in ('user-import', 'user-change', 'organization-export', 'audit-export', 'match-proposal', 'task-import', 'task-export',
    'match-export', 'match-review'));
