import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { ErrorPage } from '#web/shell/error-page.tsx'
import { LoadingPage } from '#web/shell/loading-page.tsx'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import { unseenOf } from '#web/shell/unseen.ts'
import { UnseenNotice } from '#web/shell/unseen-notice.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { SwitchOffer } from './switch-offer.tsx'

/**
 * An address of another organization than the session's. One of mine offers the switch (SW8); of any other, whether it
 * exists or not, the answer is the page for what is not there (SW6), inside the frame of where one is; while some of mine may
 * be out of sight, with the proof after which it may be one of them (PW4, DR3).
 */
export function ElsewherePage({
  slug,
  frame,
}: {
  slug: string
  frame: (page: ReactNode) => ReactNode
}) {
  const { t } = useTranslation()
  const { href } = useLocation()
  const { data, error, refetch } = useQuery(query('listMyOrganizations'))
  if (error) return frame(<ErrorPage error={error} reset={() => void refetch()} />)
  if (!data) return frame(<LoadingPage />)
  const row = data.organizations.find((one) => one.slug === slug)
  if (row) return <SwitchOffer row={row} to={href} />
  const unseen = unseenOf(data)
  if (!unseen) return frame(<NotFoundPage />)
  return frame(
    <Page title={t('shell.not-found.title')} width="narrow">
      <UnseenNotice email={data.email} why={unseen}>
        {t(`shell.${unseen}.elsewhere`)}
      </UnseenNotice>
      <Link href={paths.home()}>{t('shell.not-found.home')}</Link>
    </Page>,
  )
}
