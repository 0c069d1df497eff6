import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Match } from '#api/matches.ts'
import { client } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { useMatchName } from './match-words.tsx'
import { refreshMatches } from './refresh-matches.ts'

/** Ends an active match, with a reason for administrators, and if wanted for good (MT2). */
export function EndMatchDialog({ match, onClose }: { match: Match; onClose: () => void }) {
  const { t } = useTranslation()
  const name = useMatchName()(match)
  const [reason, setReason] = useState('')
  const [doNotMatch, setDoNotMatch] = useState(false)
  const end = useMutation({
    mutationFn: () =>
      client.endMatch({ params: { matchId: match.id }, body: { reason, doNotMatch } }),
    onSuccess: () => {
      void refreshMatches()
      toast({
        text: t('matches.ended-toast', { name }),
        description: doNotMatch ? t('matches.ended-for-good') : undefined,
      })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('matches.end-question', { name })}
      lead={t('matches.end-lead')}
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form error={end.error} isPending={end.isPending} onSubmit={() => end.mutate()}>
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
        <Checkbox
          isSelected={doNotMatch}
          onChange={setDoNotMatch}
          description={t(
            match.program.kind === 'group'
              ? 'matches.do-not-match-group'
              : 'matches.do-not-match-help',
            { program: match.program.name },
          )}
        >
          {t('matches.do-not-match')}
        </Checkbox>
        <FormActions>
          <Button type="submit" kind="danger" isPending={end.isPending}>
            {t('matches.end')}
          </Button>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
