import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { MatchList } from '#web/shell/match-list.tsx'
import { MatchPanel } from '#web/shell/match-panel.tsx'
import { NewMatchDialog } from '#web/shell/new-match-dialog.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useLift } from './participant-panel.tsx'
import styles from './programs.module.css'
import { useProgram } from './use-program.ts'

/** The matches of one program, and who is not to be matched in it. */
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
      <NotToBeMatched />
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

function NotToBeMatched() {
  const { t } = useTranslation()
  const format = useFormat()
  const { id: programId } = useProgram()
  const lift = useLift()
  const refusal = useRefusal('removeDoNotMatch')
  const pairs = useQuery(query('listDoNotMatch', { params: { programId }, query: { limit: 100 } }))
  if (!pairs.data || pairs.data.items.length === 0) return null
  const { items, about } = pairs.data
  return (
    <details className={styles.more}>
      <summary>{t('programs.not-matched-count', { count: Math.max(about, items.length) })}</summary>
      <ul className={styles.endedList}>
        {items.map(({ id, people, reason, createdAt, createdBy }) => {
          const names = format.list(people.map(({ name }) => name))
          return (
            <li key={id} className={styles.sent}>
              <span className={styles.pairWords}>
                <span>{names}</span>
                <span className={styles.meta}>
                  {[reason, createdBy, format.date(createdAt)].filter(Boolean).join(' · ')}
                </span>
              </span>
              <Button
                size="small"
                aria-label={t('programs.lift-of', { name: names })}
                disabledReason={refusal}
                isPending={lift.isPending && lift.variables === id}
                onPress={() => lift.mutate(id)}
              >
                {t('programs.lift')}
              </Button>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
