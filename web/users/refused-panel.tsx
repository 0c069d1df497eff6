import { useMutation, useQuery } from '@tanstack/react-query'
import { UserRoundCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { HubId, RoleId } from '#api/common.ts'
import type { User } from '#api/members.ts'
import type { RefusedJoin } from '#api/sso.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { holdsBeyond, useRoles } from '#web/shell/roles.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Panel } from '#web/ui/panel.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { HubChoice } from './hub-choice.tsx'
import styles from './refused.module.css'
import { RoleChoice } from './role-choice.tsx'
import { nameOf } from './user-words.tsx'

/** Who tried to come in by themselves and was refused, each to be added with one click (US7). */
export function RefusedPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const refused = useQuery(query('listRefusedJoins'))
  const items = refused.data?.items
  return (
    <Panel title={t('users.refused.title')} lead={t('users.refused.lead')} onClose={onClose}>
      {refused.error && !items ? (
        <ErrorState error={refused.error} retry={() => void refused.refetch()} />
      ) : !items ? (
        <ListSkeleton label={t('users.refused.title')} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={<UserRoundCheck size={20} />}
          title={t('users.refused.none')}
          action={<Button onPress={onClose}>{t('ui.close')}</Button>}
        >
          {t('users.refused.none-text')}
        </EmptyState>
      ) : (
        <RefusedList items={items} />
      )}
    </Panel>
  )
}

function RefusedList({ items }: { items: readonly RefusedJoin[] }) {
  const { t } = useTranslation()
  const session = useSession()
  const mayAdd = useRefusal('addRefusedJoin')
  const roles = useRoles()
  const [chosen, setChosen] = useState<string | null>(null)
  const [hubs, setHubs] = useState<User['hubs']>([])
  // Whoever may not see the roles leaves it to the server, which gives the same.
  const lowest = roles?.find(({ template }) => template === 'field_user')
  const preset = lowest && !holdsBeyond(session, lowest) ? lowest.id : null
  const roleId = chosen ?? preset
  const noRole = roles && !roleId ? t('users.refused.role-first') : null
  return (
    <>
      {roles && mayAdd === null && (
        <RoleChoice value={roleId} onChange={setChosen} help={t('users.refused.role-help')} />
      )}
      {mayAdd === null && (
        <HubChoice hubs={hubs} onChange={setHubs} help={t('users.refused.hubs-help')} />
      )}
      <ul className={styles.list}>
        {items.map((one) => (
          <Refused key={one.id} one={one} roleId={roleId} hubs={hubs} refusal={mayAdd ?? noRole} />
        ))}
      </ul>
    </>
  )
}

interface RefusedProps {
  one: RefusedJoin
  roleId: string | null
  hubs: User['hubs']
  refusal: string | null
}

function Refused({ one, roleId, hubs, refusal }: RefusedProps) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const say = useProblemText()
  const mayDismiss = useRefusal('dismissRefusedJoin')
  const params = { refusedId: one.id }
  const fail = (error: Error) => {
    // Somebody else was quicker, or the person is in the table by now: the list shows it.
    void refresh('listRefusedJoins', 'listUsers')
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
  }
  const add = useMutation({
    mutationFn: () =>
      client.addRefusedJoin({
        params,
        body: {
          ...(roleId && { roleId: RoleId.parse(roleId) }),
          hubIds: hubs.map(({ id }) => HubId.parse(id)),
        },
      }),
    onSuccess: () => {
      void refresh('listRefusedJoins', 'listUsers', 'listRoles', 'listHubs')
      toast({
        text: t('users.modes.add.done', { email: one.email }),
        description: t('users.refused.added-next'),
      })
    },
    onError: fail,
  })
  const dismiss = useMutation({
    mutationFn: () => client.dismissRefusedJoin({ params }),
    onSuccess: () => {
      void refresh('listRefusedJoins')
      toast(t('users.refused.dismissed', { email: one.email }))
    },
    onError: fail,
  })
  const name = nameOf(one)
  return (
    <li className={styles.row}>
      <div className={styles.person}>
        <strong className={styles.name}>{name}</strong>
        {name !== one.email && <span className={styles.email}>{one.email}</span>}
        <span className={styles.reason}>{t(`users.refused.reasons.${one.reason}`)}</span>
        <span className={styles.when}>
          {t(`users.refused.paths.${one.path}`)} · <RelativeTime time={one.lastAt} />
          {one.times > 1 && ` · ${t('users.refused.times', { count: one.times })}`}
        </span>
      </div>
      <div className={styles.buttons}>
        <Button
          size="small"
          kind="ghost"
          aria-label={t('users.refused.dismiss-one', { name })}
          isPending={dismiss.isPending}
          disabledReason={mayDismiss}
          onPress={() => dismiss.mutate()}
        >
          {t('users.refused.dismiss')}
        </Button>
        {one.reason === 'suspended' ? (
          <Button
            size="small"
            aria-label={t('users.refused.find-one', { name })}
            onPress={() => go(`${paths.users(slug)}?q=${encodeURIComponent(one.email)}`)}
          >
            {t('users.refused.find')}
          </Button>
        ) : (
          <Button
            size="small"
            aria-label={t('users.refused.add-one', { name })}
            isPending={add.isPending}
            disabledReason={refusal}
            onPress={() => add.mutate()}
          >
            {t('users.refused.add')}
          </Button>
        )}
      </div>
    </li>
  )
}
