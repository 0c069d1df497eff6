import { useTranslation } from 'react-i18next'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './joining.module.css'
import type { Draft } from './use-kept-draft.ts'

const places = [0, 1, 2] as const

interface Props {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  error: Error | null
  isPending: boolean
  onFinish: (colleagues: string[]) => void
}

/** Up to three colleagues, or none: the last step makes everything. */
export function ColleaguesStep({ draft, change, error, isPending, onFinish }: Props) {
  const { t } = useTranslation()
  const typed = places.map((at) => draft.colleagues[at] ?? '')
  const given = typed.filter((email) => email.trim())
  return (
    <Form error={error} isPending={isPending} onSubmit={() => onFinish(given)} leaveFreely>
      <div className={styles.colleagues}>
        {places.map((at) => (
          <TextField
            key={at}
            label={t('sign-up.colleague', { number: at + 1 })}
            // As the server will count them, which sees no empty ones.
            name={typed[at]?.trim() ? `colleagues/${given.indexOf(typed[at])}` : `nobody/${at}`}
            type="email"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck="false"
            autoFocus={at === 0}
            maxLength={254}
            optional
            value={typed[at] ?? ''}
            onChange={(email) =>
              change({ colleagues: typed.map((one, i) => (i === at ? email : one)) })
            }
          />
        ))}
      </div>
      <SubmitButton size="large" wide>
        {given.length > 0
          ? t('sign-up.create-and-invite', { count: given.length })
          : t('founding.create')}
      </SubmitButton>
      {given.length > 0 && !isPending && (
        <p className={styles.ways}>
          <Link onPress={() => onFinish([])}>{t('sign-up.skip')}</Link>
        </p>
      )}
    </Form>
  )
}
