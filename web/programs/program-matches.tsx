import { Outlet, useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { MatchList } from '#web/shell/match-list.tsx'
import { MatchPanel } from '#web/shell/match-panel.tsx'
import { NewMatchDialog } from '#web/shell/new-match-dialog.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import styles from './programs.module.css'
import { useProgram } from './use-program.ts'

/** The matches of one program. */
export function ProgramMatches() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const program = useProgram()
  const refusal = useRefusal('createMatch')
  const [making, setMaking] = useState(false)
  const make = (
    <Button
      icon={<Plus size={16} />}
      disabledReason={refusal ?? (program.archivedAt ? t('programs.archived-reason') : null)}
      onPress={() => setMaking(true)}
    >
      {t('matches.new')}
    </Button>
  )
  return (
    <>
      <div className={styles.reviewHead}>
        <p className={styles.none}>{t('programs.matches-lead')}</p>
        {make}
      </div>
      <MatchList program={program} hrefOf={({ id }) => paths.programMatch(slug, program.id, id)} />
      {making && <NewMatchDialog program={program} onClose={() => setMaking(false)} />}
      <Outlet />
    </>
  )
}

/** One match over the list of its program. */
export function ProgramMatch() {
  const { matchId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { id } = useProgram()
  const { go, withQuery } = useGo()
  return (
    <MatchPanel
      matchId={matchId}
      onClose={() => go(withQuery(paths.program(slug, id, 'matches')))}
    />
  )
}
