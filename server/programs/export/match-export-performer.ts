import sql, { empty, join } from 'sql-template-tag'
import { z } from 'zod'
import { FileId, MatchId } from '#api/common.ts'
import { type Match, MatchFilter } from '#api/matches.ts'
import { addFile, appendToFile } from '#server/files/file.ts'
import {
  operationPerformer,
  type Step,
  type Stepped,
} from '#server/operations/operation-performer.ts'
import { type CsvCell, csvHead, csvLine } from '#server/platform/csv.ts'
import type { Tx } from '#server/platform/database.ts'
import { toLocal } from '#server/platform/local-time.ts'
import { filterMatches } from '../matches/filter-matches.ts'
import { type MatchRow, matchColumns, matchSources, readMatch } from '../matches/match.ts'

const MatchExportInput = z.object({ filter: MatchFilter, timeZone: z.string().nullable() })
export type MatchExportInput = z.infer<typeof MatchExportInput>

const State = z.object({
  fileId: FileId.nullable().default(null),
  after: MatchId.nullable().default(null),
})

const matchesAtOnce = 500
const daysKept = 7

/**
 * Writes matches to a file, some a step, so that never all of them are in memory (MT2). By when they were made, which no change
 * moves, so that none stands there twice.
 */
export const matchExportPerformer = operationPerformer({
  kind: 'match-export',
  permission: 'matches:view',
  step: (tx, step, { now }) => writeSome(tx, step, now),
})

async function writeSome(tx: Tx, step: Step, now: Date): Promise<Stepped> {
  const { filter, timeZone } = MatchExportInput.parse(step.input)
  const state = State.parse(step.state)
  const fileId = state.fileId ?? (await startFile(tx, step, now))
  const conditions = join(await filterMatches(tx, step.acting, filter), ' and ')
  const later = state.after ? sql`and x.id < ${state.after}::uuid` : empty
  const rows = await tx.search<MatchRow>(sql`
    with heads as materialized (
      select x.id from matches x where ${conditions} ${later} order by x.id desc limit ${matchesAtOnce}
    )
    select ${matchColumns} from ${matchSources} where x.id in (select id from heads) order by x.id desc`)
  const columns = columnsIn(timeZone ?? step.acting.organization.timeZone)
  const lines = rows
    .map(readMatch)
    .map((match) => csvLine(Object.values(columns).map((cell) => cell(match))))
  await appendToFile(tx, fileId, Buffer.from(lines.join('')))
  const done = step.done + rows.length
  const finished = rows.length < matchesAtOnce
  return {
    state: { fileId, after: rows.at(-1)?.id ?? state.after },
    done,
    // What was counted was an estimate.
    total: finished ? done : Math.max(step.total ?? 0, done),
    counts: { rows: done },
    fileId,
    finished,
  }
}

/** Names stay as they are for whoever reads the file by a program; times as the clocks of a zone show them, with their offset. */
function columnsIn(timeZone: string) {
  const time = (at: string | null) => at && toLocal(new Date(at), timeZone)
  return {
    id: ({ id }) => id,
    program: ({ program }) => program.name,
    kind: ({ program }) => program.kind,
    status: ({ status }) => status,
    participants: ({ participants }) =>
      participants
        .map(({ person, role, leftAt }) => `${person.name} (${leftAt ? `${role}, left` : role})`)
        .join('; '),
    source: ({ source }) => source,
    score: ({ score }) => score,
    created: ({ createdAt }) => time(createdAt),
    started: ({ startedAt }) => time(startedAt),
    ended: ({ endedAt }) => time(endedAt),
    reason: ({ endReason }) => endReason,
    note: ({ endNote }) => endNote,
  } satisfies Record<string, (match: Match) => CsvCell>
}

function startFile(tx: Tx, { organizationId, acting }: Step, now: Date): Promise<FileId> {
  const name = `matches-${acting.organization.slug}-${now.toISOString().slice(0, 10)}.csv`
  const expiresAt = new Date(now.getTime() + daysKept * 86_400_000)
  const about = { kind: 'export', name, contentType: 'text/csv', expiresAt } as const
  return addFile(
    tx,
    organizationId,
    about,
    Buffer.from(csvHead(Object.keys(columnsIn('UTC')))),
    now,
  )
}
