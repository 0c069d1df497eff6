import { useTranslation } from 'react-i18next'
import type { Match } from '#api/matches.ts'
import { client } from '#web/api.ts'
import { EndFormDialog } from './end-form-dialog.tsx'

interface Props {
  match: Match
  participant: Match['participants'][number]
  onClose: () => void
}

/** Lets somebody go of a group that goes on, with a reason for administrators, and if wanted for good (MT2). */
export function RemoveFromGroupDialog({ match, participant, onClose }: Props) {
  const { t } = useTranslation()
  const { name } = participant.person
  const params = { matchId: match.id, registrationId: participant.registrationId }
  return (
    <EndFormDialog
      title={t('matches.let-go-question', { name })}
      lead={t('matches.let-go-lead')}
      forGood={t('matches.let-go-for-good', { program: match.program.name })}
      confirm={t('matches.let-go')}
      done={t('matches.gone-from', { name })}
      end={(body) => client.removeFromGroup({ params, body })}
      onClose={onClose}
    />
  )
}
