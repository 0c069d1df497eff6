import { now, toCalendarDate, toZoned } from '@internationalized/date'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyDocument, SignInPolicy } from '#api/policies.ts'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { DateTimeField } from '#web/ui/date-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { ChangeList } from './change-list.tsx'
import { type DryRun, DryRunBar, PeopleConcerned } from './dry-run.tsx'
import styles from './policies.module.css'

interface Props {
  found: PolicyDocument
  next: SignInPolicy
  /** The date of the plan that is being edited. */
  from: string | null
  result: DryRun
  error: unknown
  isPending: boolean
  /** ISO 8601; null: at once. */
  onSave: (from: string | null) => void
  onClose: () => void
}

/** Whom a policy would concern, before it is saved; then at once, or from a date (DR6). */
export function PreviewDialog({ found, next, from, result, onSave, onClose, ...save }: Props) {
  const { t } = useTranslation()
  const { timeZone } = useSession().organization
  const format = useFormat(timeZone)
  const hinders = result.keptOut + result.asked > 0
  const [when, setWhen] = useState<'at-once' | 'from'>(from || hinders ? 'from' : 'at-once')
  const [date, setDate] = useState<string | null>(() => from ?? inTwoWeeks(timeZone))
  // From a date it may be announced: by then an owner can have set up what is missing, else the server puts it off.
  const lockedOut = result.locksOut && when === 'at-once'
  return (
    <Dialog
      title={t('policies.preview')}
      lead={t('policies.preview-lead')}
      size="large"
      isOpen
      onClose={onClose}
    >
      <Form
        {...save}
        leaveFreely
        onSubmit={() => {
          if (!lockedOut) onSave(when === 'from' ? date : null)
        }}
      >
        <section className={styles.part}>
          <h3>{t('policies.changes')}</h3>
          <ChangeList before={found.policy} next={next} />
        </section>
        {result.locksOut && (
          <div role="alert" className={styles.warning}>
            <TriangleAlert size={16} aria-hidden />
            <div>
              <strong>{t('policies.locks-out')}</strong>
              <p>{t('policies.locks-out-text')}</p>
            </div>
          </div>
        )}
        <section className={styles.part}>
          <h3>{t('policies.people')}</h3>
          <DryRunBar result={result} />
          <PeopleConcerned result={result} />
        </section>
        <RadioGroup
          cards
          label={t('policies.when')}
          choices={(['at-once', 'from'] as const).map((id) => ({
            id,
            label: t(`policies.${id}`),
            description: t(`policies.${id}-text`),
          }))}
          value={when}
          onChange={setWhen}
        />
        {when === 'from' && (
          <DateTimeField
            label={t('policies.date')}
            name="from"
            help={t('policies.date-help', { zone: timeZone })}
            isRequired
            timeZone={timeZone}
            value={date}
            onChange={setDate}
            validate={(value) => outOfRange(value, t)}
          />
        )}
        {found.planned && !from && (
          <p className={styles.quiet}>
            {t(when === 'from' ? 'policies.replaces-plan' : 'policies.keeps-plan', {
              date: format.dateTime(found.planned.from),
            })}
          </p>
        )}
        <div className={styles.foot}>
          <SubmitButton disabledReason={lockedOut ? t('policies.locks-out-reason') : null}>
            {t(when === 'from' ? 'policies.save-planned' : 'policies.save-now')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}

/** In the morning of a day two weeks ahead, where the organization is. */
function inTwoWeeks(timeZone: string): string {
  const date = toCalendarDate(now(timeZone)).add({ days: 14 })
  return toZoned(date, timeZone).set({ hour: 9 }).toAbsoluteString()
}

function outOfRange(value: string | null, t: (key: string) => string): string | null {
  if (!value) return null
  const ahead = Date.parse(value) - Date.now()
  if (ahead <= 0) return t('policies.date-past')
  return ahead > 365 * 86_400_000 ? t('policies.date-far') : null
}
