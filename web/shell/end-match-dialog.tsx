import { useTranslation } from 'react-i18next'
import type { Match } from '#api/matches.ts'
import { client } from '#web/api.ts'
import { EndFormDialog } from './end-form-dialog.tsx'
import { useMatchName } from './match-words.tsx'

/** Ends an active match, with a reason for administrators, and if wanted for good (MT2). */
export function EndMatchDialog({ match, onClose }: { match: Match; onClose: () => void }) {
  const { t } = useTranslation()
  const name = useMatchName()(match)
  const { id: matchId, program } = match
  return (
    <EndFormDialog
      title={t('matches.end-question', { name })}
      lead={t('matches.end-lead')}
      forGood={t(
        program.kind === 'group' ? 'matches.do-not-match-group' : 'matches.do-not-match-help',
        { program: program.name },
      )}
      confirm={t('matches.end')}
      done={t('matches.ended-toast', { name })}
      end={(body) => client.endMatch({ params: { matchId }, body })}
      onClose={onClose}
    />
  )
}
