import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { query, signOut } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import styles from './joining.module.css'

/** Who is signed in to this browser; null for nobody, undefined while it is not known. */
export function useSomeone(): string | null | undefined {
  const { data, error } = useQuery({ ...query('listMyOrganizations'), retry: false })
  // Joining must be possible where asking who is here was not.
  if (error) return null
  return data?.email
}

interface Props {
  /** What to do as whoever is signed in. */
  children: ReactNode
  /** Where to come back to, signed out. */
  landing: string
}

/** Somebody is signed in already: goes on as them, or signs out first. */
export function SignedInAs({ children, landing }: Props) {
  const { t } = useTranslation()
  return (
    <div className={styles.stack}>
      {children}
      <Button size="large" wide onPress={() => void signOut(null, landing)}>
        {t('join.sign-out')}
      </Button>
    </div>
  )
}
