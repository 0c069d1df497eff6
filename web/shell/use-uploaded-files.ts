import { useRef, useState } from 'react'
import { client, pictureUrl } from '#web/api.ts'
import type { FormFiles } from './form-files.ts'

/** An attachment that a task has already: `Task.attachments`. */
interface Present {
  id: string
  /** Path of our own origin. */
  url: string
}

/**
 * Sends each picture of a form to the server as soon as it is taken, so that the form's values name attachments; what is taken
 * out again before the form is sent is taken back. For forms that want a connection anyway.
 */
export function useUploadedFiles(present: readonly Present[] = []): FormFiles {
  const latest = useRef(present)
  latest.current = present
  const [files] = useState(() => uploadedFiles(() => latest.current))
  return files
}

function uploadedFiles(present: () => readonly Present[]): FormFiles {
  const sent = new Map<string, Blob>()
  return {
    keep: async ({ kind, content }) => {
      const { id } = await client.createAttachment({
        query: { kind },
        upload: content,
        idempotencyKey: crypto.randomUUID(),
      })
      sent.set(id, content)
      return id
    },
    find: (id) => {
      const there = present().find((one) => one.id === id)
      return Promise.resolve(sent.get(id) ?? (there ? pictureUrl(there.url) : null))
    },
    forget: (attachmentId) => {
      // What a task has already goes when the task is saved without it.
      if (!sent.delete(attachmentId)) return
      // Whether or not the server hears of it: what no task names is forgotten there after a week.
      void client.removeAttachment({ params: { attachmentId } }).catch(() => undefined)
    },
  }
}
