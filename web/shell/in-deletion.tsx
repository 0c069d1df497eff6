import { useMutation } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { OrganizationInDeletion } from '#api/sessions.ts'
import { client, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './invitations.module.css'
import { Line } from './organization-line.tsx'

/** The organizations of an owner that are being deleted, each with Undo while that is possible (OR2); nothing where there are none. */
export function InDeletion({
  organizations,
  onKept,
}: {
  organizations: readonly OrganizationInDeletion[]
  /** The lists have been fetched anew by then: the organization stands in them. */
  onKept?: (organization: OrganizationInDeletion) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const say = useProblemText()
  const keep = useMutation({
    mutationFn: async ({ memberId }: OrganizationInDeletion) => {
      await client.undoOrganizationDeletion({ params: { memberId } })
      await refresh('listMyOrganizations')
    },
    onSuccess: (_, kept) => {
      toast(t('organizations.kept', { name: kept.name }))
      onKept?.(kept)
    },
    onError: (error) => {
      // The ten minutes of choosing are over (LG2).
      if (error instanceof ApiError && error.type === 'not-signed-in')
        return window.location.assign(paths.signIn())
      void refresh('listMyOrganizations')
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  if (organizations.length === 0) return null
  return (
    <section aria-labelledby="in-deletion">
      <h2 id="in-deletion" className={styles.heading}>
        {t('organizations.in-deletion')}
      </h2>
      <ul className={styles.list}>
        {organizations.map((one) => (
          <li key={one.memberId} className={styles.item}>
            <Line
              organization={{ id: one.organizationId, name: one.name, logoUrl: one.logoUrl }}
              meta={t('organizations.deleted-until', { date: format.date(one.until) })}
              end={
                <Button
                  icon={<Undo2 size={16} />}
                  aria-label={t('organizations.keep-of', { name: one.name })}
                  isPending={keep.isPending && keep.variables.memberId === one.memberId}
                  onPress={() => keep.mutate(one)}
                >
                  {t('organizations.keep')}
                </Button>
              }
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
