import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ArrowLeft, CalendarOff, LogOut, Pencil, SearchX, Snowflake } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MyProgram } from '#api/matches.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Note } from '#web/shell/note.tsx'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { Room } from '#web/shell/room.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { AskSomebody } from './ask-somebody.tsx'
import { EndedMatches } from './ended-matches.tsx'
import { FreezeButton } from './freeze.tsx'
import { useProgramDays } from './program-words.tsx'
import styles from './programs.module.css'
import { MatchSections, Section } from './yours.tsx'

type Registration = NonNullable<MyProgram['registration']>

/** One program from the inside: what it is, one's own part in it, one's matches, and whom one could ask. */
export function ParticipationPage() {
  const { t } = useTranslation()
  const { programId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go } = useGo()
  const mayView = useRefusal('getProgram') === null
  const days = useProgramDays()
  const mine = useQuery(query('listMyPrograms'))
  const program = mine.data?.items.find(({ id }) => id === programId)
  const registration = program?.registration
  const here = registration && registration.status !== 'left' ? registration : null
  return (
    <Page
      title={program?.name ?? t('programs.one')}
      lead={
        program && [t(`programs.kinds.${program.kind}`), days(program)].filter(Boolean).join(' · ')
      }
      width="narrow"
      action={
        program && !here ? (
          <Button
            kind="primary"
            disabledReason={program.registrationOpen ? null : t('programs.not-open.text')}
            onPress={() => go(paths.participate(slug, programId))}
          >
            {t(registration ? 'programs.come-back' : 'programs.register')}
          </Button>
        ) : (
          mayView &&
          program && (
            <Button onPress={() => go(paths.program(slug, programId))}>{t('programs.run')}</Button>
          )
        )
      }
    >
      <Link href={paths.myPrograms(slug)} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {t('programs.back')}
      </Link>
      {mine.error && !mine.data ? (
        <ErrorState error={mine.error} retry={() => void mine.refetch()} />
      ) : !mine.data ? (
        <FormSkeleton label={t('programs.one')} />
      ) : !program ? (
        <EmptyState icon={<SearchX size={20} />} title={t('programs.gone.title')}>
          {t('programs.gone.text')}
        </EmptyState>
      ) : (
        <>
          {program.description && <p className={styles.description}>{program.description}</p>}
          {here ? (
            <TakingPart program={program} registration={here} />
          ) : (
            !program.registrationOpen && (
              <Note icon={<CalendarOff size={16} />}>{t('programs.not-open.text')}</Note>
            )
          )}
        </>
      )}
    </Page>
  )
}

function TakingPart({ program, registration }: { program: MyProgram; registration: Registration }) {
  const { t } = useTranslation()
  const matches = useQuery(query('listMyMatches', { query: { programId: program.id } }))
  const items = matches.data?.items ?? []
  const frozen = registration.status === 'frozen'
  const asks =
    program.requestsOpen && (registration.role === 'mentee' || registration.role === 'peer')
  const nobody = matches.data && !items.some(({ status }) => status !== 'ended')
  return (
    <div className={styles.sections}>
      {frozen && (
        <Note icon={<Snowflake size={16} />}>
          <strong>{t('programs.frozen-title')}</strong> {t('programs.frozen-note')}
        </Note>
      )}
      {matches.error && !matches.data && (
        <ErrorState error={matches.error} retry={() => void matches.refetch()} />
      )}
      <MatchSections matches={items} />
      {nobody && !frozen && !asks && (
        <Section id="your-matches" title={t('programs.your-matches')}>
          <p className={styles.none}>
            {t(
              program.requestsOpen && registration.role === 'mentor'
                ? 'programs.wait-for-request'
                : 'programs.wait-for-match',
            )}
          </p>
        </Section>
      )}
      {asks && !frozen && <AskSomebody program={program} registration={registration} />}
      <YourPart program={program} registration={registration} />
      <EndedMatches matches={items} />
    </div>
  )
}

function YourPart({ program, registration }: { program: MyProgram; registration: Registration }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { go } = useGo()
  const frozen = registration.status === 'frozen'
  return (
    <Card
      title={t('programs.your-part')}
      action={
        <Button
          size="small"
          icon={<Pencil size={14} />}
          disabledReason={program.archived ? t('programs.archived-reason') : null}
          onPress={() => go(paths.participate(slug, program.id))}
        >
          {t('programs.change')}
        </Button>
      }
    >
      <div className={styles.stack}>
        <Facts
          facts={[
            { name: t('programs.role'), value: t(`programs.roles.${registration.role}`) },
            {
              name: t('programs.places'),
              value: <Room taken={registration.openMatches} capacity={registration.capacity} />,
            },
            { name: t('programs.since'), value: format.date(registration.registeredAt) },
          ]}
        />
        <div className={styles.buttons}>
          <FreezeButton program={program} frozen={frozen} />
          <LeaveButton program={program} />
        </div>
      </div>
    </Card>
  )
}

function LeaveButton({ program }: { program: MyProgram }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { slug } = useSession().organization
  const { go } = useGo()
  const [asking, setAsking] = useState(false)
  const leave = useMutation({
    mutationFn: () => client.leaveProgram({ params: { programId: program.id } }),
    onSuccess: () => {
      void refreshMatches()
      toast(t('programs.left', { name: program.name }))
      go(paths.myPrograms(slug))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      setAsking(false)
    },
  })
  return (
    <>
      <Button icon={<LogOut size={16} />} onPress={() => setAsking(true)}>
        {t('programs.leave')}
      </Button>
      <ConfirmDialog
        title={t('programs.leave-question', { name: program.name })}
        confirm={t('programs.leave')}
        danger
        isOpen={asking}
        isPending={leave.isPending}
        onConfirm={() => leave.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('programs.leave-text')}
      </ConfirmDialog>
    </>
  )
}
