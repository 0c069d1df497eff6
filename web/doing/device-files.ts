import type { Shelf } from '#web/shelf.ts'
import type { FormFiles } from '#web/shell/form-files.ts'

/** Photos and signatures of a task that is being done, on the shelf of this device until the task is sent. */
export const deviceFiles = (shelf: Shelf, taskId: string): FormFiles => ({
  keep: async ({ kind, componentId, content }) => {
    const id = crypto.randomUUID()
    await shelf.keepFile({ id, taskId, componentId, kind, content, sent: null })
    // Asks the browser not to throw it away where room gets scarce; it decides by itself.
    void navigator.storage.persist().catch(() => undefined)
    return id
  },
  find: async (id) => (await shelf.findFile(id))?.content ?? null,
  forget: (id) => void shelf.removeFile(id).catch(() => undefined),
})
