import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { ImportStart } from '#web/shell/table-import/import-start.tsx'
import { TemplateMenu } from './template-menu.tsx'
import { useTaskImport } from './use-task-import.ts'

const rules = ['columns', 'times', 'judged', 'refused'] as const

/** Where a file of tasks is handed in (TK1). */
export function TaskImportPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const refusal = useRefusal('createTaskImport')
  const refusedFlows = useRefusal('listFlows')
  return (
    <ImportStart
      kind={useTaskImport()}
      lead={t('task-imports.lead')}
      back={{ href: paths.tasks(slug), label: t('navigation.tasks') }}
      action={refusal === null && refusedFlows === null && <TemplateMenu />}
      refusal={refusal}
      rules={{
        heading: t('task-imports.rules.heading'),
        rules: rules.map((rule) => ({
          name: t(`task-imports.rules.${rule}.name`),
          text: t(`task-imports.rules.${rule}.text`),
        })),
      }}
    />
  )
}
