import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { Link } from '#web/ui/link.tsx'
import { DeletionDialog } from './deletion-dialog.tsx'
import { DeletionNotice } from './deletion-notice.tsx'

// For pages before any door (PW7). Not while one's organizations are out of sight: asking would demand a proof there.

/** That one's identity is to be deleted, with the way back; `otherwise` where it is not. */
export function DeletionAhead({ otherwise = null }: { otherwise?: ReactNode }) {
  const { data } = useQuery(query('getMySecurity'))
  const dueAt = data && (data.deletion?.dueAt ?? null)
  const before = useRef(dueAt)
  useEffect(() => {
    const changed = before.current !== undefined && before.current !== dueAt
    before.current = dueAt
    // What was pressed to begin or to undo it is gone, and the focus with it: to what the page offers first.
    if (changed && document.activeElement === document.body)
      document.querySelector<HTMLElement>('main button')?.focus()
  }, [dueAt])
  return dueAt ? <DeletionNotice dueAt={dueAt} /> : otherwise
}

/** The end of one's identity, for whoever is in no organization, where the Security page would offer it. */
export function DeleteIdentity({ email }: { email: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(query('getMySecurity'))
  const [asking, setAsking] = useState(false)
  if (!data || data.deletion) return null
  return (
    <>
      {' · '}
      <Link onPress={() => setAsking(true)}>{t('me.security.deletion.start')}</Link>
      {asking && <DeletionDialog email={email} onClose={() => setAsking(false)} />}
    </>
  )
}
