import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { query, refresh } from '#web/api.ts'
import { paths, programTabs } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { RegistrationState, useProgramDays } from './program-words.tsx'
import styles from './programs.module.css'
import { ProgramContext } from './use-program.ts'

/** One program for whoever runs it; whoever only takes part is led to their own part of it. */
export function ProgramPage() {
  const { slug } = useSession().organization
  const { programId = '' } = useParams({ strict: false })
  const mayView = useRefusal('getProgram') === null
  return mayView ? (
    <RunProgram programId={programId} />
  ) : (
    <LeadTo href={paths.participation(slug, programId)} />
  )
}

/** Once, whatever renders on the way. */
function LeadTo({ href }: { href: string }) {
  const navigate = useNavigate()
  useEffect(() => {
    void navigate({ href, replace: true })
  }, [href, navigate])
  return null
}

function RunProgram({ programId }: { programId: string }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { pathname } = useLocation()
  const mayViewMatches = useRefusal('listMatches') === null
  const days = useProgramDays()
  const program = useQuery(query('getProgram', { params: { programId } }))
  // Its counts stand above every tab: whoever goes to another one sees them as they are now.
  useEffect(() => {
    if (pathname) void refresh('getProgram')
  }, [pathname])
  const { data } = program
  const back = paths.programs(slug)
  if (!data)
    return (
      <Page title={t('programs.one')}>
        {program.error ? (
          <ErrorState
            error={program.error}
            retry={() => void program.refetch()}
            action={<Link href={back}>{t('programs.back')}</Link>}
          />
        ) : (
          <FormSkeleton label={t('programs.one')} fields={5} />
        )}
      </Page>
    )
  const base = paths.program(slug, data.id)
  const tabs = programTabs.filter(
    (id) => mayViewMatches || !['proposals', 'matches', 'apart'].includes(id),
  )
  const tab =
    tabs.find((id) => pathname === `${base}/${id}` || pathname.startsWith(`${base}/${id}/`)) ??
    'overview'
  const counts: Partial<Record<(typeof programTabs)[number], number | string>> = {
    participants: data.counts.participants,
    ...(data.counts.staged > 0 && { proposals: data.counts.staged }),
    // The table shows those that have ended too.
    matches: t('programs.active-count', { count: data.counts.active }),
    questions: data.questions.length,
  }
  return (
    <Page
      title={data.name}
      lead={
        <span className={styles.lead}>
          <span>{[t(`programs.kinds.${data.kind}`), days(data)].filter(Boolean).join(' · ')}</span>
          <RegistrationState
            whole
            open={data.registrationOpen}
            archived={data.archivedAt !== null}
          />
        </span>
      }
    >
      <Link href={back} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {t('programs.back')}
      </Link>
      <Tabs
        label={data.name}
        tabs={tabs.map((id) => ({ id, label: t(`programs.tabs.${id}`), count: counts[id] }))}
        value={tab}
        onChange={(next) => go(paths.program(slug, data.id, next))}
      >
        <div className={styles.wideTab}>
          <ProgramContext value={data}>
            <Outlet />
          </ProgramContext>
        </div>
      </Tabs>
    </Page>
  )
}
