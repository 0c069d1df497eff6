import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { refreshMatches } from './refresh-matches.ts'

interface Props {
  title: string
  lead: string
  /** What not to be matched again means here. */
  forGood: string
  confirm: string
  /** Said once it is done. */
  done: string
  end: (why: { reason: string; doNotMatch: boolean }) => Promise<unknown>
  onClose: () => void
}

/** Asks why something ends, for administrators, and whether for good (MT2). */
export function EndFormDialog({ title, lead, forGood, confirm, done, end, onClose }: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [doNotMatch, setDoNotMatch] = useState(false)
  const ending = useMutation({
    mutationFn: () => end({ reason, doNotMatch }),
    onSuccess: () => {
      void refreshMatches()
      toast({
        text: done,
        description: doNotMatch ? t('matches.ended-for-good') : undefined,
      })
      onClose()
    },
  })
  return (
    <Dialog title={title} lead={lead} size="small" isOpen onClose={onClose}>
      <Form error={ending.error} isPending={ending.isPending} onSubmit={() => ending.mutate()}>
        <TextField
          label={t('matches.reason')}
          help={t('matches.reason-help')}
          name="reason"
          optional
          autoFocus
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
        <Checkbox isSelected={doNotMatch} onChange={setDoNotMatch} description={forGood}>
          {t('matches.do-not-match')}
        </Checkbox>
        <FormActions>
          <Button type="submit" kind="danger" isPending={ending.isPending}>
            {confirm}
          </Button>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
