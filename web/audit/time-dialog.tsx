import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { DateTimeField } from '#web/ui/date-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'

interface Props {
  from: string | null
  to: string | null
  onChoose: (from: string | null, to: string | null) => void
  onClose: () => void
}

/** From when, and until when; either may be left open. */
export function TimeDialog({ onChoose, onClose, ...given }: Props) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  const [from, setFrom] = useState(given.from)
  const [to, setTo] = useState(given.to)
  const turned = from !== null && to !== null && Date.parse(to) <= Date.parse(from)
  return (
    <Dialog title={t('audit.time-range')} isOpen onClose={onClose} size="small">
      <Form error={null} isPending={false} leaveFreely onSubmit={() => onChoose(from, to)}>
        <DateTimeField
          label={t('audit.since')}
          name="from"
          optional
          timeZone={timeZone}
          value={from}
          onChange={setFrom}
        />
        <DateTimeField
          label={t('audit.until')}
          name="to"
          optional
          timeZone={timeZone}
          value={to}
          onChange={setTo}
          validate={() => (turned ? t('audit.until-wrong') : null)}
        />
        <FormActions>
          <SubmitButton>{t('audit.show')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
