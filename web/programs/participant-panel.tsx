import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Snowflake, Sun, UserMinus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { MatchState, useMatchName } from '#web/shell/match-words.tsx'
import { PersonPicture } from '#web/shell/person-name.tsx'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Panel, PanelSection } from '#web/ui/panel.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { ParticipantState } from './participant-state.tsx'
import styles from './programs.module.css'
import { AnswerFields, RoleFields } from './registration-fields.tsx'
import { useLift } from './use-lift.ts'
import { useProgram } from './use-program.ts'

type Details = Awaited<ReturnType<Client['getParticipant']>>

/** One who takes part: where they stand, what they answered, whom they are and are not matched with. */
export function ParticipantPanel() {
  const { t } = useTranslation()
  const { registrationId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { id: programId } = useProgram()
  const { go, withQuery } = useGo()
  const close = () => go(withQuery(paths.program(slug, programId, 'participants')))
  const found = useQuery(query('getParticipant', { params: { programId, registrationId } }))
  const { data } = found
  if (!data)
    return (
      <Panel title={t('programs.person')} onClose={close}>
        {found.error ? (
          <ErrorState error={found.error} retry={() => void found.refetch()} />
        ) : (
          <FormSkeleton label={t('programs.person')} />
        )}
      </Panel>
    )
  return (
    <Panel
      title={data.person.name}
      lead={data.person.email ?? t(`programs.roles.${data.role}`)}
      picture={<PersonPicture person={data.person} size={40} />}
      onClose={close}
    >
      <Standing participant={data} />
      <EditForm key={data.id} participant={data} />
      <TheirMatches participant={data} />
      <NotToBeMatched participant={data} />
    </Panel>
  )
}

function Standing({ participant }: { participant: Details }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { firstRegisteredAt, registeredAt, frozenAt, leftAt, status } = participant
  const came = firstRegisteredAt !== registeredAt
  return (
    <div className={styles.stack}>
      <Facts
        facts={[
          { name: t('programs.state'), value: <ParticipantState participant={participant} /> },
          { name: t('programs.since'), value: format.dateTime(registeredAt) },
          ...(came
            ? [{ name: t('programs.first-since'), value: format.dateTime(firstRegisteredAt) }]
            : []),
          ...(status === 'frozen' && frozenAt
            ? [{ name: t('programs.states.frozen'), value: format.dateTime(frozenAt) }]
            : []),
          ...(status === 'left' && leftAt
            ? [{ name: t('programs.states.left'), value: format.dateTime(leftAt) }]
            : []),
        ]}
      />
      {status !== 'left' && <Actions participant={participant} />}
    </div>
  )
}

function Actions({ participant }: { participant: Details }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { id: programId, name: program } = useProgram()
  const refusal = useRefusal('updateParticipant')
  const [asking, setAsking] = useState<'freeze' | 'remove' | null>(null)
  const { name } = participant.person
  const params = { programId, registrationId: participant.id }
  const onError = (error: Error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
    setAsking(null)
  }
  const done = (text: string) => () => {
    void refreshMatches()
    toast(text)
    setAsking(null)
  }
  const freeze = useMutation({
    mutationFn: () => client.freezeParticipant({ params }),
    onSuccess: done(t('programs.they-froze', { name })),
    onError,
  })
  const thaw = useMutation({
    mutationFn: () => client.unfreezeParticipant({ params }),
    onSuccess: done(t('programs.they-thawed', { name })),
    onError,
  })
  const remove = useMutation({
    mutationFn: () => client.removeParticipant({ params }),
    onSuccess: done(t('programs.they-removed', { name, program })),
    onError,
  })
  return (
    <div className={styles.buttons}>
      {participant.status === 'frozen' ? (
        <Button
          icon={<Sun size={16} />}
          disabledReason={refusal}
          isPending={thaw.isPending}
          onPress={() => thaw.mutate()}
        >
          {t('programs.thaw')}
        </Button>
      ) : (
        <Button
          icon={<Snowflake size={16} />}
          disabledReason={refusal}
          onPress={() => setAsking('freeze')}
        >
          {t('programs.freeze')}
        </Button>
      )}
      <Button
        icon={<UserMinus size={16} />}
        disabledReason={refusal}
        onPress={() => setAsking('remove')}
      >
        {t('programs.remove-participant')}
      </Button>
      <ConfirmDialog
        title={t('programs.freeze-them', { name })}
        confirm={t('programs.freeze')}
        danger
        isOpen={asking === 'freeze'}
        isPending={freeze.isPending}
        onConfirm={() => freeze.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('programs.freeze-them-text', { count: participant.activeMatches })}
      </ConfirmDialog>
      <ConfirmDialog
        title={t('programs.remove-them', { name, program })}
        confirm={t('programs.remove-participant')}
        danger
        isOpen={asking === 'remove'}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('programs.remove-them-text', { count: participant.activeMatches })}
      </ConfirmDialog>
    </div>
  )
}

function EditForm({ participant }: { participant: Details }) {
  const { t } = useTranslation()
  const program = useProgram()
  const mayEdit = useRefusal('updateParticipant')
  const refusal =
    mayEdit ??
    (program.archivedAt
      ? t('programs.archived-reason')
      : participant.status === 'left'
        ? t('programs.left-reason')
        : null)
  const { role, capacity, answers, openMatches } = participant
  const draft = useDraft({ role, capacity, answers })
  const { value } = draft
  const save = useMutation({
    mutationFn: () =>
      client.updateParticipant({
        params: { programId: program.id, registrationId: participant.id },
        body: draft.changes,
      }),
    onSuccess: async ({ person }) => {
      await refreshMatches()
      draft.reset()
      toast(t('programs.participant-saved', { name: person.name }))
    },
  })
  return (
    <PanelSection title={t('programs.their-part')}>
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={draft.dirty}
        onSubmit={() => save.mutate()}
      >
        <RoleFields
          kind={program.kind}
          value={value}
          openMatches={openMatches}
          whose="theirs"
          isDisabled={refusal !== null}
          onChange={draft.change}
        />
        <AnswerFields
          questions={program.questions}
          role={value.role}
          values={value.answers}
          onChange={(patch) => draft.change({ answers: { ...value.answers, ...patch } })}
          whose="theirs"
          isDisabled={refusal !== null}
        />
        <FormActions>
          <SubmitButton disabledReason={refusal} />
        </FormActions>
      </Form>
    </PanelSection>
  )
}

function TheirMatches({ participant: { person } }: { participant: Details }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { id: programId } = useProgram()
  const name = useMatchName()
  const refusal = useRefusal('listMatches')
  const { memberId } = person
  const matches = useQuery({
    ...query('listMatches', { query: { programId, memberId: memberId ?? undefined } }),
    enabled: refusal === null && memberId !== null,
  })
  const items = matches.data?.items ?? []
  if (refusal || items.length === 0) return null
  return (
    <PanelSection title={t('matches.heading')}>
      <ul className={styles.pairs}>
        {items.map((match) => (
          <li key={match.id} className={styles.pairRow}>
            <Link href={paths.programMatch(slug, programId, match.id)}>
              {name({
                participants: match.participants.filter((one) => one.person.memberId !== memberId),
              })}
            </Link>
            <MatchState status={match.status} />
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}

function NotToBeMatched({ participant: { doNotMatch } }: { participant: Details }) {
  const { t } = useTranslation()
  const lift = useLift()
  const refusal = useRefusal('removeDoNotMatch')
  if (doNotMatch.length === 0) return null
  return (
    <PanelSection title={t('programs.not-matched')}>
      <ul className={styles.pairs}>
        {doNotMatch.map(({ id, person, reason }) => (
          <li key={id} className={styles.pairRow}>
            <span className={styles.pairWords}>
              {person.name}
              {reason && <span className={styles.meta}>{reason}</span>}
            </span>
            <Button
              size="small"
              aria-label={t('programs.lift-of', { name: person.name })}
              disabledReason={refusal}
              isPending={lift.isPending && lift.variables === id}
              onPress={() => lift.mutate(id)}
            >
              {t('programs.lift')}
            </Button>
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}
