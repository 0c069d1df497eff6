import { z } from 'zod'
import { exportAuditEvents } from '#api/audit.ts'
import { FileId } from '#api/common.ts'
import { findAuditEvents } from '#server/audit/find-audit-events.ts'
import { namesOf } from '#server/audit/names-of.ts'
import { addFile, appendToFile } from '#server/files/file.ts'
import {
  operationPerformer,
  type Step,
  type Stepped,
} from '#server/operations/operation-performer.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Performer } from '#server/platform/jobs.ts'
import { auditFormats } from './audit-formats.ts'

const eventsAtOnce = 2_000
const daysKept = 7

const State = z.object({
  fileId: FileId.optional(),
  after: z.tuple([z.string(), z.string()]).nullable().default(null),
})

/** Writes an audit log to a file, the newest first, some events a step: never all of them are in memory (OP3). */
export const auditExportPerformer: Performer = operationPerformer({
  kind: 'audit-export',
  permission: 'audit:view',
  step: (tx, step, { now }) => writeSome(tx, step, now),
})

async function writeSome(tx: Tx, step: Step, now: Date): Promise<Stepped> {
  const { format, ...filter } = exportAuditEvents.body.parse(step.input)
  const { head, line } = auditFormats[format]
  const { after, ...state } = State.parse(step.state)
  const fileId = state.fileId ?? (await startFile(tx, step, format, now))
  const events = await findAuditEvents(tx, filter, after, eventsAtOnce)
  const names = await namesOf(
    tx,
    events.flatMap((event) => [event.actorMemberId, event.subjectId]).filter((id) => id !== null),
  )
  const text = (after ? '' : head) + events.map((event) => line(event, names)).join('')
  await appendToFile(tx, fileId, Buffer.from(text))
  const done = step.done + events.length
  const last = events.at(-1)
  const finished = events.length < eventsAtOnce
  return {
    state: { fileId, after: last ? [last.at, last.id] : after },
    done,
    // What was counted was an estimate.
    total: finished ? done : Math.max(step.total ?? 0, done),
    counts: { events: done },
    fileId,
    finished,
  }
}

function startFile(
  tx: Tx,
  { organizationId, acting }: Step,
  format: keyof typeof auditFormats,
  now: Date,
): Promise<FileId> {
  const { contentType, ending } = auditFormats[format]
  const name = `audit-log-${acting.organization.slug}-${now.toISOString().slice(0, 10)}.${ending}`
  const expiresAt = new Date(now.getTime() + daysKept * 86_400_000)
  return addFile(tx, organizationId, { kind: 'export', name, contentType, expiresAt }, null, now)
}
