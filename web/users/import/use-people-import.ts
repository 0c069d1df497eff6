import { useTranslation } from 'react-i18next'
import { createUserImport } from '#api/imports.ts'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import type { ImportKind } from '#web/shell/table-import/import-kind.ts'

/** The import of people, for the pages that imports share. */
export function usePeopleImport(): ImportKind {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  return {
    operation: 'user-import',
    listing: 'listUserImports',
    bytesMax: createUserImport.upload.bytesMax,
    upload: (name, upload) => client.createUserImport({ query: { name }, upload }),
    remove: (importId) => client.removeUserImport({ params: { importId } }),
    href: paths.importUsers(slug),
    fileHref: (id) => paths.importFile(slug, id),
    changes: ['listUsers', 'listRoles', 'listHubs'],
    result: { href: paths.users(slug), label: t('imports.to-users') },
    words: {
      heading: t('imports.heading'),
      drop: t('imports.drop'),
      taken: t('imports.taken'),
      running: t('imports.running'),
      another: t('imports.another'),
      noImport: t('imports.no-import'),
    },
  }
}
