import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { createClient } from '#api/client.ts'
import { paths } from '#web/paths.ts'
import { staleStore } from '#web/tabs.ts'
import { Button } from '#web/ui/button.tsx'
import { Link } from '#web/ui/link.tsx'
import { CardPage } from './card-page.tsx'
import type { Session } from './session.ts'
import { useEnter } from './use-enter.ts'

/** SW7: takes the whole tab away once the browser's session is in another organization, or somebody else's. */
export function StaleGuard({
  session,
  children,
}: {
  /** Where this tab is, and as whom. */
  session: Session
  children: ReactNode
}) {
  const stale = useSyncExternalStore(staleStore.subscribe, staleStore.get)
  if (!stale) return children
  return stale.changed === 'member' ? (
    <MemberNotice shown={session} />
  ) : (
    <OrganizationNotice shown={session.organization} now={stale.organization} />
  )
}

// Names neither organization nor member, or it would be refused for the very reason that brought us here.
const unnamed = createClient({ baseUrl: window.location.origin })

const useWhoNow = () =>
  useQuery({
    queryKey: ['stale-notice'],
    queryFn: () => unnamed.listMyOrganizations(),
    retry: false,
  })

function OrganizationNotice({
  shown,
  now,
}: {
  shown: { id: string; name: string }
  now: { name: string; slug: string } | null
}) {
  const { t } = useTranslation()
  const found = useWhoNow()
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

/** Of whoever is signed in now only the address is shown, so that it is clear as whom one goes on. */
function MemberNotice({ shown: { organization, member, email } }: { shown: Session }) {
  const { t } = useTranslation()
  const found = useWhoNow()
  const shown = [member.firstName, member.lastName].filter(Boolean).join(' ') || email
  const current = found.data?.email
  return (
    <CardPage
      organization={organization}
      title={t('shell.stale.somebody-else.title')}
      lead={
        current
          ? t('shell.stale.somebody-else.lead', { shown, current })
          : t('shell.stale.somebody-else.lead-unknown', { shown })
      }
    >
      <Button kind="primary" size="large" wide autoFocus onPress={() => window.location.reload()}>
        {current
          ? t('shell.stale.somebody-else.go', { current })
          : t('shell.stale.somebody-else.go-unknown')}
      </Button>
    </CardPage>
  )
}
