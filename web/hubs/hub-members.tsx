import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { UserMinus, UserPlus } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Hub } from '#api/hubs.ts'
import type { User } from '#api/members.ts'
import type { Operation } from '#api/operations.ts'
import { client, pictureUrl, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useOperation } from '#web/shell/use-operation.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import { PanelSection } from '#web/ui/panel.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './hubs.module.css'

const shownMax = 20

const nameOf = ({ firstName, lastName, email }: User) =>
  [firstName, lastName].filter(Boolean).join(' ') || email

/** Who is assigned to a hub; taken off and added here, each judged as everywhere (RP5). */
export function HubMembers({ hub }: { hub: Hub }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const refusal = useRefusal('listUsers')
  const mayChange = useRefusal('updateUser')
  const users = useQuery({
    ...query('listUsers', { query: { hubId: hub.id, limit: shownMax } }),
    enabled: refusal === null,
  })
  const { change, running, followed } = useHubChange(hub)
  if (refusal) return null
  return (
    <PanelSection title={t('hubs.people')}>
      {followed}
      <AddPerson
        hub={hub}
        refusal={mayChange}
        isPending={running}
        onAdd={(id) => change({ memberId: id, kind: 'add' })}
      />
      {users.error ? (
        <ErrorState error={users.error} retry={() => void users.refetch()} />
      ) : !users.data ? (
        <ListSkeleton rows={3} label={t('hubs.people')} />
      ) : users.data.items.length === 0 ? (
        <p className={styles.quiet}>{t('hubs.nobody')}</p>
      ) : (
        <ul className={styles.people}>
          {users.data.items.map((user) => (
            <li key={user.id} className={styles.person}>
              <Avatar
                id={user.id}
                name={nameOf(user)}
                photoUrl={user.photoUrl && pictureUrl(user.photoUrl)}
              />
              <span className={styles.name}>
                <Link kind="plain" href={paths.user(slug, user.id)}>
                  {nameOf(user)}
                </Link>
                <span className={styles.quiet}>{user.email}</span>
              </span>
              <IconButton
                label={t('hubs.take-off', { name: nameOf(user) })}
                icon={<UserMinus size={16} />}
                disabledReason={mayChange ?? (running ? t('hubs.changing') : null)}
                onPress={() => change({ memberId: user.id, kind: 'remove' })}
              />
            </li>
          ))}
        </ul>
      )}
      {hub.memberCount > shownMax && (
        <Link href={`${paths.users(slug)}?hub=${hub.id}`} className={styles.all}>
          {t('hubs.all-people', { number: format.number(hub.memberCount) })}
        </Link>
      )}
    </PanelSection>
  )
}

interface AddProps {
  hub: Hub
  refusal: string | null
  isPending: boolean
  onAdd: (memberId: string) => void
}

function AddPerson({ hub, refusal, isPending, onAdd }: AddProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const found = useQuery({
    ...query('listUsers', { query: { q: typed.trim().slice(0, 100) || undefined, limit: 20 } }),
    placeholderData: keepPreviousData,
  })
  const choices = (found.data?.items ?? [])
    .filter(({ hubs }) => !hubs.some(({ id }) => id === hub.id))
    .map((user) => ({ id: user.id, label: nameOf(user), description: user.email }))
  return (
    <div className={styles.add}>
      <ComboBox
        label={t('hubs.add-person')}
        choices={choices}
        value={chosen}
        onSearch={setTyped}
        onChange={setChosen}
        isDisabled={refusal !== null}
      />
      <Button
        icon={<UserPlus size={16} />}
        disabledReason={refusal ?? (chosen ? null : t('hubs.add-first'))}
        isPending={isPending}
        onPress={() => {
          if (chosen) onAdd(chosen)
          setChosen(null)
          setTyped('')
        }}
      >
        {t('hubs.add')}
      </Button>
    </div>
  )
}

/** One person more or fewer, as a change that could be of many: it judges each, and tells whom it passed over and why. */
function useHubChange(hub: Hub) {
  const { t } = useTranslation()
  const say = useProblemText()
  const [started, setStarted] = useState<Operation | null>(null)
  const begin = useMutation({
    mutationFn: ({ memberId, kind }: { memberId: string; kind: 'add' | 'remove' }) =>
      client.changeUsers({
        body: { which: { memberIds: [memberId] }, change: { kind: 'hubs', [kind]: [hub.id] } },
        idempotencyKey: crypto.randomUUID(),
      }),
    onSuccess: setStarted,
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  const end = ({ status, refusals }: Operation) => {
    setStarted(null)
    void refresh('listUsers', 'getUser', 'listHubs', 'getHub', 'listMyHubs')
    const [refused] = refusals
    if (refused || status !== 'done')
      toast({
        text: t('hubs.not-changed'),
        description: refused && t(`problems.${refused.reason}.title`),
        tone: 'error',
      })
  }
  return {
    change: begin.mutate,
    running: begin.isPending || started !== null,
    followed: started && <Followed key={started.id} started={started} onEnd={end} />,
  }
}

/** Waits for the end of a change; it takes a moment. */
function Followed({
  started,
  onEnd,
}: {
  started: Operation
  onEnd: (operation: Operation) => void
}) {
  const { operation, error } = useOperation(started)
  const end = useEffectEvent(onEnd)
  const over = error !== null || operation.status !== 'running'
  useEffect(() => {
    if (over) end(operation)
  }, [over, operation])
  return null
}
