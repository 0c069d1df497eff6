import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { query } from '#web/api.ts'
import { ErrorPage } from '#web/shell/error-page.tsx'
import { LoadingPage } from '#web/shell/loading-page.tsx'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import { SwitchOffer } from './switch-offer.tsx'

/**
 * An address of another organization than the session's. One of mine offers the switch (SW8); of any other, whether it
 * exists or not, the answer is the page for what is not there (SW6), inside the frame of where one is.
 */
export function ElsewherePage({
  slug,
  frame,
}: {
  slug: string
  frame: (page: ReactNode) => ReactNode
}) {
  const { href } = useLocation()
  const { data, error, refetch } = useQuery(query('listMyOrganizations'))
  if (error) return frame(<ErrorPage error={error} reset={() => void refetch()} />)
  if (!data) return frame(<LoadingPage />)
  const row = data.organizations.find((one) => one.slug === slug)
  return row ? <SwitchOffer row={row} to={href} /> : frame(<NotFoundPage />)
}
