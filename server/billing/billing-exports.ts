import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** People stand there by member id and name: their identity is nobody's business outside. */
export const billingExports: readonly RowsExport[] = [
  {
    table: 'billing_accounts',
    about: {
      en: 'The day of the month on which a billing period begins.',
      id: 'Tanggal dalam bulan saat periode tagihan dimulai.',
    },
    fields: { anchorDay: 'whole number' },
    rows: sql`select anchor_day as "anchorDay" from billing_accounts`,
  },
  {
    table: 'billing_periods',
    about: {
      en: 'Billing periods by number. `startsAt` counts, `endsAt` is the first moment that does not; both are midnight in `timeZone`. The numbers stand once it is closed.',
      id: 'Periode tagihan menurut nomor. `startsAt` terhitung, `endsAt` adalah saat pertama yang tidak; keduanya tengah malam di `timeZone`. Angkanya ada setelah ditutup.',
    },
    fields: {
      number: 'whole number',
      startsAt: 'time',
      endsAt: 'time',
      timeZone: 'time zone',
      anchorDay: 'whole number',
      closedAt: 'time?',
      active: 'whole number?',
      added: 'whole number?',
      removed: 'whole number?',
      eventId: 'id?',
    },
    rows: sql`select number, starts_at as "startsAt", ends_at as "endsAt", time_zone as "timeZone", anchor_day as "anchorDay",
      closed_at as "closedAt", active, added, removed, event_id as "eventId" from billing_periods order by number`,
  },
  {
    table: 'billing_entries',
    about: {
      en: 'Who counts in which period and why. `change` is 1 or -1; `ofPeriod` differs from `period` where a closed period is corrected.',
      id: 'Siapa yang dihitung dalam periode mana dan mengapa. `change` adalah 1 atau -1; `ofPeriod` berbeda dari `period` bila periode tertutup dikoreksi.',
    },
    fields: {
      id: 'id',
      period: 'whole number',
      ofPeriod: 'whole number',
      change: 'whole number',
      memberId: 'once in members',
      name: 'text',
      matchId: 'in matches',
      intervalId: 'in match_intervals',
      activeFrom: 'time',
      recordedAt: 'time',
    },
    rows: sql`select id, period, of_period as "ofPeriod", change, member_id as "memberId", name, match_id as "matchId",
      interval_id as "intervalId", active_from as "activeFrom", recorded_at as "recordedAt"
      from billing_entries order by organization_id, id`,
  },
]
