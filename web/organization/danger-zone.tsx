import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#web/shell/session.ts'
import { useFragmentDialog } from '#web/shell/use-fragment-dialog.ts'
import { Button } from '#web/ui/button.tsx'
import { FormSection } from '#web/ui/form.tsx'
import styles from './organization.module.css'

/** Ways out that are hard to take back: one's own, and that of the organization. */
export function DangerZone({ onDelete }: { onDelete: () => void }) {
  const { t } = useTranslation()
  const { role, organization } = useSession()
  const [, setDialog] = useFragmentDialog(['leave'])
  const { name } = organization
  return (
    <FormSection title={t('organization.danger.title')} lead={t('organization.danger.lead')}>
      <div className={styles.danger}>
        <Way
          title={t('leave.title', { name })}
          text={t('leave.short')}
          action={<Button onPress={() => setDialog('leave')}>{t('leave.start')}</Button>}
        />
        <Way
          title={t('organization.deletion.title')}
          text={t('organization.deletion.short')}
          action={
            <Button
              kind="danger"
              disabledReason={role.template === 'owner' ? null : t('organization.owners.only')}
              onPress={onDelete}
            >
              {t('organization.deletion.start')}
            </Button>
          }
        />
      </div>
    </FormSection>
  )
}

const Way = ({ title, text, action }: { title: string; text: string; action: ReactNode }) => (
  <div className={styles.way}>
    <div className={styles.wayWords}>
      <h3>{title}</h3>
      <p className={styles.quiet}>{text}</p>
    </div>
    {action}
  </div>
)
