import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Match } from '#api/matches.ts'
import { type Participant, rolesOfKind } from '#api/programs.ts'
import { client } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { toast } from '#web/ui/toast.tsx'
import { ParticipantBox } from './participant-box.tsx'
import { ParticipantStanding } from './participant-standing.tsx'
import { refreshMatches } from './refresh-matches.ts'

/** Takes a participant into a group that goes on (MT2). */
export function AddToGroupDialog({ match, onClose }: { match: Match; onClose: () => void }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<Participant | null>(null)
  const add = useMutation({
    mutationFn: (registrationId: string) =>
      client.addToGroup({ params: { matchId: match.id }, body: { registrationId } }),
    onSuccess: () => {
      void refreshMatches()
      toast({
        text: t('matches.added-to', { name: chosen?.person.name }),
        description: t('matches.made-next'),
      })
      onClose()
    },
  })
  const noRoom =
    chosen !== null && (chosen.status === 'frozen' || chosen.openMatches >= chosen.capacity)
  return (
    <Dialog
      title={t('matches.add-person')}
      lead={t('matches.add-person-lead')}
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form
        error={add.error}
        isPending={add.isPending}
        onSubmit={() => chosen && add.mutate(chosen.id)}
      >
        <ParticipantBox
          programId={match.program.id}
          label={t('programs.roles.participant')}
          name="registrationId"
          role={rolesOfKind.group[1]}
          autoFocus
          without={match.participants
            .filter(({ leftAt }) => leftAt === null)
            .map(({ registrationId }) => registrationId)}
          value={chosen}
          onChange={setChosen}
        />
        {chosen && <ParticipantStanding participant={chosen} />}
        <FormActions>
          <SubmitButton
            disabledReason={
              !chosen
                ? t('matches.choose-person')
                : noRoom
                  ? t('matches.no-room', { name: chosen.person.name })
                  : null
            }
          >
            {t('matches.add-confirm')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
