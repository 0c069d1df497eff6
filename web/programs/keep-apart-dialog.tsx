import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Participant } from '#api/programs.ts'
import { client } from '#web/api.ts'
import { ParticipantBox } from '#web/shell/participant-box.tsx'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { useProgram } from './use-program.ts'

/** Says that two are not to be matched, without any match of theirs (MT2). */
export function KeepApartDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id: programId } = useProgram()
  const [one, setOne] = useState<Participant | null>(null)
  const [other, setOther] = useState<Participant | null>(null)
  const [reason, setReason] = useState('')
  const chosen = [one, other].flatMap((who) => (who ? [who] : []))
  const memberIds = chosen.flatMap(({ person }) => (person.memberId ? [person.memberId] : []))
  const keep = useMutation({
    mutationFn: () => client.addDoNotMatch({ params: { programId }, body: { memberIds, reason } }),
    onSuccess: () => {
      void refreshMatches()
      const names = format.list(chosen.map(({ person }) => person.name))
      toast(t('programs.kept-apart', { names }))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('programs.keep-apart')}
      lead={t('programs.keep-apart-lead')}
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form error={keep.error} isPending={keep.isPending} onSubmit={() => keep.mutate()}>
        <ParticipantBox
          programId={programId}
          label={t('programs.apart-one')}
          name="memberIds"
          autoFocus
          without={other ? [other.id] : []}
          value={one}
          onChange={setOne}
        />
        <ParticipantBox
          programId={programId}
          label={t('programs.apart-other')}
          without={one ? [one.id] : []}
          value={other}
          onChange={setOther}
        />
        <TextField
          label={t('matches.reason')}
          help={t('matches.reason-help')}
          name="reason"
          optional
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
        <FormActions>
          <SubmitButton disabledReason={memberIds.length < 2 ? t('matches.choose-both') : null}>
            {t('programs.keep-apart')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
