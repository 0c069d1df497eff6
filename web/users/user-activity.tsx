import { useInfiniteQuery } from '@tanstack/react-query'
import { History, Lock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '#api/audit.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useAuditWords } from '#web/shell/use-audit-words.ts'
import { useDeviceWords } from '#web/shell/use-device-words.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { useUser } from './use-user.ts'
import styles from './user-activity.module.css'
import { nameOf } from './user-words.tsx'

/** What a member did here, and what was done to them, the newest first (OP3). */
export function UserActivity() {
  const { t } = useTranslation()
  const refusal = useRefusal('listAuditEvents')
  if (refusal)
    return (
      <EmptyState icon={<Lock size={20} />} title={t('users.activity.no-view')}>
        {refusal}
      </EmptyState>
    )
  return <Events />
}

function Events() {
  const { t } = useTranslation()
  const user = useUser()
  const asked = { memberId: user.id, limit: 30 }
  const events = useInfiniteQuery({
    queryKey: query('listAuditEvents', { query: asked }).queryKey,
    queryFn: ({ pageParam: cursor, signal }) =>
      client.listAuditEvents({ query: { ...asked, ...(cursor && { cursor }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const items = events.data?.pages.flatMap((page) => page.items)
  if (events.error && !items)
    return <ErrorState error={events.error} retry={() => void events.refetch()} />
  if (!items) return <ListSkeleton rows={6} label={t('users.tabs.activity')} />
  if (items.length === 0)
    return (
      <EmptyState icon={<History size={20} />} title={t('users.activity.none')}>
        {t('users.activity.none-text', { name: nameOf(user) })}
      </EmptyState>
    )
  return (
    <>
      <Card flush>
        <ul>
          {items.map((event) => (
            <Event key={event.id} event={event} />
          ))}
        </ul>
      </Card>
      {events.hasNextPage && (
        <div>
          <Button isPending={events.isFetchingNextPage} onPress={() => void events.fetchNextPage()}>
            {t('users.activity.earlier')}
          </Button>
        </div>
      )}
    </>
  )
}

function Event({ event }: { event: AuditEvent }) {
  const { t } = useTranslation()
  const user = useUser()
  const { slug } = useSession().organization
  const words = useAuditWords()
  const device = useDeviceWords()
  const timeZone = useTimeZone()
  const { actor, subject, ip, userAgent } = event
  const byOther = actor?.id !== user.id
  return (
    <li className={styles.event}>
      <span className={styles.happened}>
        {words(event.action)}
        {subject?.name && subject.id !== user.id && (
          <span className={styles.subject}> · {subject.name}</span>
        )}
      </span>
      <span className={styles.who}>
        {!byOther ? (
          t('users.activity.themselves')
        ) : actor?.name ? (
          <Link kind="plain" href={paths.user(slug, actor.id)}>
            {t('users.activity.by', { name: actor.name })}
          </Link>
        ) : (
          t(actor ? 'users.activity.by-former' : 'users.activity.by-foyer')
        )}
      </span>
      <span className={styles.from}>
        {[userAgent && device(userAgent), ip].filter(Boolean).join(' · ')}
      </span>
      <span className={styles.when}>
        <RelativeTime time={event.at} timeZone={timeZone} />
      </span>
    </li>
  )
}
