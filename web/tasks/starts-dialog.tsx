import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { DateField } from '#web/ui/date-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, FormRow, SubmitButton } from '#web/ui/form.tsx'
import { toDays, toSpan } from './starts.ts'
import type { ViewQuery } from './view-query.ts'

type Span = Pick<ViewQuery, 'startsFrom' | 'startsTo'>

interface Props {
  value: Span
  onChange: (value: Span) => void
  onClose: () => void
}

/** Days of one's own choice between which tasks start; either may be left open. */
export function StartsDialog({ value, onChange, onClose }: Props) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  const [days, setDays] = useState(() => toDays(value, timeZone))
  const { from, to } = days
  return (
    <Dialog title={t('tasks.starts-title')} size="small" isOpen onClose={onClose}>
      <Form leaveFreely onSubmit={() => onChange(toSpan(from, to, timeZone))}>
        <FormRow>
          <DateField
            label={t('tasks.starts-from')}
            autoFocus
            value={from}
            onChange={(day) => setDays({ from: day, to })}
          />
          <DateField
            label={t('tasks.starts-to')}
            value={to}
            onChange={(day) => setDays({ from, to: day })}
            validate={(day) => (day && from && day < from ? t('field-errors.before-start') : null)}
          />
        </FormRow>
        <FormActions>
          <SubmitButton disabledReason={from || to ? null : t('tasks.starts-none')}>
            {t('tasks.starts-confirm')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
