import { useTranslation } from 'react-i18next'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import styles from './joining.module.css'
import { NewPasswordField } from './new-password-field.tsx'

interface Props {
  email: string
  password: string
  /** It was typed before this page was loaded anew, and is gone. */
  again: boolean
  onChange: (password: string) => void
  error: Error | null
  onContinue: () => void
}

/** The one password of the new account. */
export function PasswordStep({ email, password, again, onChange, error, onContinue }: Props) {
  const { t } = useTranslation()
  return (
    <Form error={error} onSubmit={onContinue} leaveFreely>
      {again && !password && <p className={styles.said}>{t('sign-up.password-again')}</p>}
      <NewPasswordField email={email} value={password} onChange={onChange} autoFocus />
      <SubmitButton size="large" wide>
        {t('door.continue')}
      </SubmitButton>
    </Form>
  )
}
