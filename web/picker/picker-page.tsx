import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { query, signOut } from '#web/api.ts'
import { destination } from '#web/destination.ts'
import { readFarewell } from '#web/farewell.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { InDeletion } from '#web/shell/in-deletion.tsx'
import { Invitations } from '#web/shell/invitations.tsx'
import { DeleteIdentity, DeletionAhead } from '#web/shell/outside-deletion.tsx'
import { unseenOf } from '#web/shell/unseen.ts'
import { UnseenNotice } from '#web/shell/unseen-notice.tsx'
import { UnseenProof } from '#web/shell/unseen-proof.tsx'
import { useEnter } from '#web/shell/use-enter.ts'
import { listenToTabs } from '#web/tabs.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { AddedPage } from './added-page.tsx'
import { OrganizationList } from './organization-list.tsx'
import styles from './picker.module.css'

/** Where to? One row an organization, the last used first; below them what waits for an answer (LG2, LG3, LG6). */
export function PickerPage() {
  const { t } = useTranslation()
  const to = destination()
  const { data, error, refetch } = useQuery(query('listMyOrganizations'))
  const { enter, entering } = useEnter(to)
  useEffect(() => listenToTabs(null), [])
  useEffect(() => {
    const from = readFarewell({ forget: true })
    if (from) toast(t(`farewell.${from.kind}`, { name: from.name }))
  }, [t])

  const notYou = <Link onPress={() => void signOut(to)}>{t('picker.not-you')}</Link>
  if (!data || entering)
    return (
      <CardPage title={t('picker.title')} width="wide">
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : (
          <ListSkeleton label={t('organizations.list')} />
        )}
      </CardPage>
    )

  const { email, organizations, pendingInvitations, inDeletion } = data
  const unseen = unseenOf(data)
  const [only, ...others] = organizations
  const who = (
    <>
      {email} · {notYou}
    </>
  )
  const create = (
    <Button
      kind="ghost"
      icon={<Plus size={16} />}
      onPress={() => window.location.assign(paths.create())}
    >
      {t('organizations.create')}
    </Button>
  )

  const focusRow = (memberId: string) =>
    document.querySelector<HTMLElement>(`[data-enter="${memberId}"]`)?.focus()
  const going = (
    <InDeletion organizations={inDeletion} onKept={({ memberId }) => focusRow(memberId)} />
  )

  // Where somebody wants to go may be among what is shown now (LG7).
  const onProved = () => to && window.location.reload()
  const notice = (
    <div className={styles.notice}>
      {unseen ? <UnseenNotice email={email} why={unseen} onProved={onProved} /> : <DeletionAhead />}
    </div>
  )
  const whoLeaves = (
    <>
      {who}
      <DeleteIdentity email={email} />
    </>
  )

  if (!only && unseen)
    return (
      <CardPage title={t(`shell.${unseen}.title`)} lead={t(`shell.${unseen}.means`)} below={who}>
        <UnseenProof email={email} why={unseen} onProved={onProved} />
      </CardPage>
    )
  if (!only && pendingInvitations.length > 0)
    return (
      <CardPage
        title={t('picker.invited-title')}
        lead={t('picker.invited-lead')}
        width="wide"
        below={whoLeaves}
      >
        {notice}
        <div className={styles.flush}>
          <Invitations invitations={pendingInvitations} onAccepted={enter} />
          {going}
          <div className={styles.foot}>{create}</div>
        </div>
      </CardPage>
    )
  if (!only)
    return (
      <CardPage
        title={t('picker.none-title')}
        lead={t(inDeletion.length > 0 ? 'picker.none-but-going' : 'picker.none-lead')}
        width={inDeletion.length > 0 ? 'wide' : 'narrow'}
        below={whoLeaves}
      >
        {notice}
        {inDeletion.length > 0 && <div className={styles.going}>{going}</div>}
        <Button
          kind="primary"
          size="large"
          wide
          autoFocus
          icon={<Plus size={16} />}
          onPress={() => window.location.assign(paths.create())}
        >
          {t('organizations.create')}
        </Button>
      </CardPage>
    )

  const nothingElse = others.length + pendingInvitations.length + inDeletion.length === 0
  if (!only.lastVisitedAt && nothingElse)
    return <AddedPage row={only} to={to} who={who} notice={notice} />

  return (
    <CardPage title={t('picker.title')} lead={who} width="wide">
      <div className={styles.flush}>
        {notice}
        <OrganizationList key={`${unseen}`} rows={organizations} to={to} />
        <Invitations invitations={pendingInvitations} onAccepted={focusRow} />
        {going}
        <div className={styles.foot}>{create}</div>
      </div>
    </CardPage>
  )
}
