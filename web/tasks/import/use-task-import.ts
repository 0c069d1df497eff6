import { useTranslation } from 'react-i18next'
import { createTaskImport } from '#api/task-imports.ts'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import type { ImportKind } from '#web/shell/table-import/import-kind.ts'

/** The import of tasks, for the pages that imports share. */
export function useTaskImport(): ImportKind {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  return {
    operation: 'task-import',
    listing: 'listTaskImports',
    bytesMax: createTaskImport.upload.bytesMax,
    upload: (name, upload) => client.createTaskImport({ query: { name }, upload }),
    remove: (importId) => client.removeTaskImport({ params: { importId } }),
    href: paths.importTasks(slug),
    fileHref: (id) => paths.taskImportFile(slug, id),
    changes: ['listTasks', 'countTasks', 'listTaskPlaces'],
    result: {
      // The newest first, whatever their status: what has just come.
      href: `${paths.tasks(slug)}?status=all&sort=newest`,
      label: t('task-imports.to-tasks'),
    },
    words: {
      heading: t('task-imports.heading'),
      drop: t('task-imports.drop'),
      taken: t('task-imports.taken'),
      running: t('task-imports.running'),
      another: t('task-imports.another'),
      noImport: t('task-imports.no-import'),
    },
  }
}
