import { z } from 'zod'
import { AttachmentId, line, TaskId } from './common.ts'
import { route } from './route.ts'

export const attachmentKinds = ['photo', 'signature'] as const
export const AttachmentKind = z.enum(attachmentKinds)
export type AttachmentKind = z.infer<typeof AttachmentKind>

/** Bytes of one upload, before it is encoded anew. */
export const attachmentBytesMax = 10 * 1024 * 1024

/** A picture that was sent for a task: decoded, stripped of its metadata and kept as WebP. */
export const Attachment = z.object({
  id: AttachmentId,
  kind: AttachmentKind,
  name: z.string().describe('What it was called where it came from; for people alone'),
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int().describe('As it is kept, not as it was sent'),
})
export type Attachment = z.infer<typeof Attachment>

/** An attachment that a task's values name, with where to see it. */
export const TaskAttachment = Attachment.omit({ name: true }).extend({
  componentId: z.string(),
  url: z
    .string()
    .describe('Path of our own origin, good for at most ten minutes and with your session alone'),
})
export type TaskAttachment = z.infer<typeof TaskAttachment>

export const createAttachment = route({
  method: 'POST',
  path: '/attachments',
  area: 'Tasks',
  summary:
    'Send a photo or a signature (PNG, JPEG or WebP of at most 10 MiB), then name its id among the values of a task within 7 days; wants tasks:do, tasks:create or tasks:edit',
  access: 'tasks:view',
  rate: 'write',
  idempotent: true,
  query: z.object({ kind: AttachmentKind, name: line(255).optional() }),
  upload: { types: ['image/png', 'image/jpeg', 'image/webp'], bytesMax: attachmentBytesMax },
  returns: Attachment,
  status: 201,
  problems: ['media-type-not-taken', 'file-not-readable', 'attachments-full'],
})

export const AttachmentUsage = z.object({
  bytes: z.number().int().describe('Of all that is kept, also what no task has named yet'),
  bytesMax: z.number().int().nullable().describe('Beyond it nothing more is taken; null: no limit'),
})
export type AttachmentUsage = z.infer<typeof AttachmentUsage>

export const getAttachmentUsage = route({
  method: 'GET',
  path: '/attachment-usage',
  area: 'Organization',
  summary: 'How much room photos and signatures of your organization take, and how much there is',
  access: 'organization:edit',
  rate: 'read',
  returns: AttachmentUsage,
  problems: [],
})

export const removeAttachment = route({
  method: 'DELETE',
  path: '/attachments/:attachmentId',
  area: 'Tasks',
  summary: 'Take back what you have sent and no task has yet',
  access: 'tasks:view',
  rate: 'write',
  params: z.object({ attachmentId: AttachmentId }),
  returns: null,
  problems: ['not-found'],
})

export const downloadAttachment = route({
  method: 'GET',
  path: '/tasks/:taskId/attachments/:attachmentId',
  area: 'Tasks',
  summary: 'A picture of a task that you see, by the signed address that the task names',
  access: 'tasks:view',
  rate: 'read',
  params: z.object({ taskId: TaskId, attachmentId: AttachmentId }),
  query: z.object({ expires: z.string().max(20), signature: z.string().max(100) }),
  returns: null,
  download: { types: ['image/webp'] },
  problems: ['not-found', 'link-expired'],
})
