import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { CodeList } from '#web/ui/code-list.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import styles from './enrolment.module.css'

/** Ten codes, shown once: on only when somebody says that they are kept (DR4). */
export function RecoveryCodes({
  codes,
  onSaved,
}: {
  codes: readonly string[]
  onSaved: () => void
}) {
  const { t } = useTranslation()
  const [saved, setSaved] = useState(false)
  useEffect(() => {
    if (saved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [saved])
  return (
    <Form onSubmit={onSaved} leaveFreely>
      <div role="status">
        <h2 className={styles.heading}>{t('enrolment.codes-title')}</h2>
        <p className={styles.said}>{t('enrolment.codes-text')}</p>
      </div>
      <CodeList label={t('enrolment.codes')} codes={codes} fileName={t('enrolment.codes-file')} />
      <Checkbox isSelected={saved} onChange={setSaved}>
        {t('enrolment.saved')}
      </Checkbox>
      <SubmitButton size="large" wide disabledReason={saved ? null : t('enrolment.save-first')}>
        {t('door.continue')}
      </SubmitButton>
    </Form>
  )
}
