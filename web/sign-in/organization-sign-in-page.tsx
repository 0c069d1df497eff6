import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { destination } from '#web/destination.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { SsoButtons } from '#web/shell/sso-buttons.tsx'
import { useSsoNews } from '#web/shell/use-sso-news.ts'
import { useSsoStart } from '#web/shell/use-sso-start.ts'
import { leaveFor } from '#web/single-sign-on.ts'
import { listenToTabs } from '#web/tabs.ts'
import { Link } from '#web/ui/link.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'

/** An organization's door from outside: straight to its own identity provider, without an e-mail (LG5). */
export function OrganizationSignInPage() {
  const { t } = useTranslation()
  const { slug = '' } = useParams({ strict: false })
  const to = destination()
  // The route asked before it showed this page.
  const { data } = useQuery(query('findDoor', { body: { slug } }))
  const door = data?.door
  const connections = door?.connections ?? []
  const name = door?.organization.name ?? ''
  const reason = useSsoNews(connections)
  const sso = useSsoStart((connection) =>
    leaveFor(connection, { look: door?.organization, organizationName: name, to }),
  )
  useEffect(() => listenToTabs(null), [])
  return (
    <CardPage
      organization={door?.organization}
      title={t('sign-in.organization-title', { name })}
      lead={t('sign-in.organization-lead', { name })}
      below={<Link href={paths.signIn(to ?? paths.tasks(slug))}>{t('sign-in.use-password')}</Link>}
    >
      {door ? (
        <SsoButtons
          connections={connections}
          organizationName={name}
          sso={sso}
          reason={reason}
          autoFocus
        />
      ) : (
        <FormSkeleton fields={1} label={t('sign-in.title')} />
      )}
    </CardPage>
  )
}
