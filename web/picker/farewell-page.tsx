import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { query, signOut } from '#web/api.ts'
import { comeBack, readFarewell } from '#web/farewell.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { InDeletion } from '#web/shell/in-deletion.tsx'
import { Invitations } from '#web/shell/invitations.tsx'
import { DeleteIdentity, DeletionAhead } from '#web/shell/outside-deletion.tsx'
import { useEnter } from '#web/shell/use-enter.ts'
import { listenToTabs } from '#web/tabs.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import styles from './picker.module.css'

/** After one's last organization: what happened, what stays, and the ways on (OR2, LG6). */
export function FarewellPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(query('listMyOrganizations'))
  const { enter, entering } = useEnter(null)
  const from = readFarewell()
  useEffect(() => listenToTabs(null), [])

  const organization = from?.organization && { ...from.organization, name: from.name }
  const title = from ? t(`farewell.${from.kind}`, { name: from.name }) : t('farewell.title')
  if (!data || entering)
    return (
      <CardPage organization={organization} title={title}>
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : (
          <ListSkeleton rows={2} label={title} />
        )}
      </CardPage>
    )
  const { email, inDeletion, pendingInvitations } = data
  return (
    <CardPage
      organization={organization}
      title={title}
      lead={t('farewell.lead')}
      width="wide"
      below={
        <>
          {email} · <Link onPress={() => void signOut()}>{t('shell.sign-out')}</Link>
          <DeleteIdentity email={email} />
        </>
      }
    >
      <div className={styles.farewell}>
        <DeletionAhead otherwise={<p>{t('farewell.stays', { email })}</p>} />
        {from?.kind === 'deleted' && inDeletion.length === 0 && <p>{t('farewell.owners-keep')}</p>}
        <InDeletion organizations={inDeletion} onKept={({ name }) => comeBack(name)} />
        <Invitations invitations={pendingInvitations} onAccepted={enter} />
        <div className={styles.ways}>
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
          {pendingInvitations.length === 0 && (
            <p className={styles.asks}>{t('farewell.no-invitation')}</p>
          )}
        </div>
      </div>
    </CardPage>
  )
}
