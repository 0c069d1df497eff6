import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { ImportStart } from '#web/shell/table-import/import-start.tsx'
import { Button } from '#web/ui/button.tsx'
import { download } from '#web/ui/download.ts'
import { usePeopleImport } from './use-people-import.ts'

const template = 'email,first name,last name,employee id,title,phone,role,hubs\r\n'
const rules = ['columns', 'new', 'present', 'elsewhere', 'refused'] as const

/** Where a file of people is handed in (US4). */
export function ImportPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const refusal = useRefusal('createUserImport')
  return (
    <ImportStart
      kind={usePeopleImport()}
      lead={t('imports.lead')}
      back={{ href: paths.users(slug), label: t('users.back') }}
      action={
        !refusal && (
          <Button icon={<Download size={16} />} onPress={() => download('users.csv', template)}>
            {t('imports.template')}
          </Button>
        )
      }
      refusal={refusal}
      rules={{
        heading: t('imports.rules.heading'),
        rules: rules.map((rule) => ({
          name: t(`imports.rules.${rule}.name`),
          text: t(`imports.rules.${rule}.text`),
        })),
      }}
    />
  )
}
