import { useMutation } from '@tanstack/react-query'
import { Archive, Circle, CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { type ProgramTab, paths } from '#web/paths.ts'
import { Note } from '#web/shell/note.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { Switch } from '#web/ui/switch.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './programs.module.css'
import { keepProgram, useProgram } from './use-program.ts'

/** How a program stands: numbers that lead to their lists, what is open, and what comes next. */
export function ProgramOverview() {
  const { t } = useTranslation()
  const format = useFormat()
  const program = useProgram()
  return (
    <div className={styles.overview}>
      {program.archivedAt && (
        <Note icon={<Archive size={16} />}>
          {t('programs.archived-note', { when: format.date(program.archivedAt) })}
        </Note>
      )}
      <Counts />
      {program.description && <p className={styles.description}>{program.description}</p>}
      {!program.archivedAt && (
        <>
          <Openness />
          <NextSteps />
        </>
      )}
    </div>
  )
}

function Counts() {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { id, counts } = useProgram()
  const mayViewMatches = useRefusal('listMatches') === null
  const participants = paths.program(slug, id, 'participants')
  const matches = mayViewMatches ? paths.program(slug, id, 'matches') : null
  const tiles = [
    { name: 'participants', value: counts.participants, href: participants },
    { name: 'unmatched', value: counts.unmatched, href: `${participants}?state=unmatched` },
    { name: 'active', value: counts.active, href: matches && `${matches}?status=active` },
    { name: 'pending', value: counts.pending, href: matches && `${matches}?status=pending` },
    { name: 'frozen', value: counts.frozen, href: `${participants}?state=frozen` },
  ]
  return (
    <ul className={styles.counts}>
      {tiles.map(({ name, value, href }) => {
        const words = (
          <>
            <span className={styles.number}>{format.number(value)}</span>
            <span className={styles.of}>{t(`programs.counts.${name}`, { count: value })}</span>
          </>
        )
        return (
          <li key={name}>
            {href ? (
              <Link kind="plain" href={href} className={styles.count}>
                {words}
              </Link>
            ) : (
              <span className={styles.count}>{words}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** What acts at once: whether one can register, and whether those who did ask each other. */
function Openness() {
  const { t } = useTranslation()
  const say = useProblemText()
  const program = useProgram()
  const refusal = useRefusal('updateProgram')
  const save = useMutation({
    mutationFn: (body: { registrationOpen?: boolean; requestsOpen?: boolean }) =>
      client.updateProgram({ params: { programId: program.id }, body }),
    onSuccess: (saved, { registrationOpen, requestsOpen }) => {
      keepProgram(saved)
      const what = registrationOpen === undefined ? 'requests' : 'registration'
      toast(t(`programs.opened.${what}-${(registrationOpen ?? requestsOpen) ? 'on' : 'off'}`))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <Card title={t('programs.openness')}>
      <div className={styles.stack}>
        <Switch
          spread
          isSelected={program.registrationOpen}
          isDisabled={refusal !== null || save.isPending}
          onChange={(registrationOpen) => save.mutate({ registrationOpen })}
          description={t('programs.registration-help')}
        >
          {t('programs.registration-switch')}
        </Switch>
        {program.kind !== 'group' && (
          <Switch
            spread
            isSelected={program.requestsOpen}
            isDisabled={refusal !== null || save.isPending}
            onChange={(requestsOpen) => save.mutate({ requestsOpen })}
            description={t(`programs.requests-help.${program.kind}`)}
          >
            {t('programs.requests-switch')}
          </Switch>
        )}
        {refusal && <p className={styles.none}>{refusal}</p>}
      </div>
    </Card>
  )
}

/** From a new program to its first matches, each step ticked once it is behind. */
function NextSteps() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { id, questions, counts, registrationOpen } = useProgram()
  const mayMatch = useRefusal('startProposal')
  const to = (tab: ProgramTab) => go(paths.program(slug, id, tab))
  const matching = questions.some(({ matching }) => matching !== 'none')
  const done = counts.active > 0
  if (done && counts.unmatched < 2 && counts.staged === 0) return null
  return (
    <Card title={t('programs.next')} flush>
      <ol className={styles.steps}>
        <Step
          done={matching}
          name="questions"
          action={<Button onPress={() => to('questions')}>{t('programs.tabs.questions')}</Button>}
        />
        <Step
          done={counts.participants > 1}
          name={registrationOpen ? 'wait' : 'people'}
          action={
            <Button onPress={() => to('participants')}>{t('programs.tabs.participants')}</Button>
          }
        />
        <Step
          done={done && counts.staged === 0 && counts.unmatched === 0}
          name={counts.staged > 0 ? 'review' : 'propose'}
          count={counts.staged > 0 ? counts.staged : counts.unmatched}
          action={
            <Button disabledReason={mayMatch} onPress={() => to('proposals')}>
              {t('programs.tabs.proposals')}
            </Button>
          }
        />
      </ol>
    </Card>
  )
}

function Step({
  done,
  name,
  count = 0,
  action,
}: {
  done: boolean
  name: string
  count?: number
  action: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <li className={styles.step}>
      {done ? (
        <CircleCheck size={16} aria-label={t('programs.steps.done')} className={styles.done} />
      ) : (
        <Circle size={16} aria-hidden />
      )}
      <span className={styles.stepWords}>
        <span>{t(`programs.steps.${name}.title`, { count })}</span>
        <span>{t(`programs.steps.${name}.text`)}</span>
      </span>
      {action}
    </li>
  )
}
