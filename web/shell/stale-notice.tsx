import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { createClient } from '#api/client.ts'
import { paths } from '#web/paths.ts'
import { staleStore } from '#web/tabs.ts'
import { Button } from '#web/ui/button.tsx'
import { Link } from '#web/ui/link.tsx'
import { CardPage } from './card-page.tsx'
import { useEnter } from './use-enter.ts'

/** SW7: takes the whole tab away once the browser's session is in another organization. */
export function StaleGuard({
  organization,
  children,
}: {
  /** The organization that this tab shows; null before the door. */
  organization: { id: string; name: string } | null
  children: ReactNode
}) {
  const stale = useSyncExternalStore(staleStore.subscribe, staleStore.get)
  return stale && organization ? (
    <StaleNotice shown={organization} now={stale.organization} />
  ) : (
    children
  )
}

// Names no organization, or it would be refused for the very reason that brought us here.
const unnamed = createClient({ baseUrl: window.location.origin })

function StaleNotice({
  shown,
  now,
}: {
  shown: { id: string; name: string }
  now: { name: string; slug: string } | null
}) {
  const { t } = useTranslation()
  const found = useQuery({
    queryKey: ['stale-notice'],
    queryFn: () => unnamed.listMyOrganizations(),
    retry: false,
  })
  const current = now ?? found.data?.current ?? null
  const back = found.data?.organizations.find(({ organizationId }) => organizationId === shown.id)
  // The switch back goes on to the very page that stood here (SW8).
  const { pathname, search } = window.location
  const { enter, entering } = useEnter(pathname + search, unnamed)
  const target = current ? paths.tasks(current.slug) : paths.home()
  return (
    <CardPage
      organization={shown}
      below={
        back && (
          <Link onPress={() => enter(back.memberId)}>
            {t('shell.stale.back', { shown: shown.name })}
          </Link>
        )
      }
      title={t('shell.stale.title', { shown: shown.name })}
      lead={
        current ? t('shell.stale.lead', { current: current.name }) : t('shell.stale.lead-unknown')
      }
    >
      <Button
        kind="primary"
        size="large"
        wide
        autoFocus
        isPending={entering !== null}
        onPress={() => window.location.assign(target)}
      >
        {current ? t('shell.stale.go', { current: current.name }) : t('shell.stale.go-unknown')}
      </Button>
    </CardPage>
  )
}
