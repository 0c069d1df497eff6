import { useTranslation } from 'react-i18next'
import { pictureUrl } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FormSection } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import styles from './organization.module.css'
import { useOwners } from './use-owners.ts'

/** Who owns the organization, and handing that over (OR3). */
export function Owners({ onHandOver }: { onHandOver: () => void }) {
  const { t } = useTranslation()
  const { role } = useSession()
  const mayView = useRefusal('listUsers')
  return (
    <FormSection title={t('organization.owners.title')} lead={t('organization.owners.lead')}>
      {mayView ? <p className={styles.quiet}>{mayView}</p> : <OwnerList />}
      <div>
        <Button
          disabledReason={role.template === 'owner' ? null : t('organization.owners.only')}
          onPress={onHandOver}
        >
          {t('organization.owners.hand-over')}
        </Button>
      </div>
    </FormSection>
  )
}

function OwnerList() {
  const { t } = useTranslation()
  const { member, organization } = useSession()
  const owners = useOwners()
  if (owners.error) return <ErrorState error={owners.error} retry={() => void owners.refetch()} />
  if (!owners.data) return <ListSkeleton rows={1} label={t('organization.owners.title')} />
  return (
    <ul className={styles.owners} aria-label={t('organization.owners.title')}>
      {owners.data.items.map(({ id, firstName, lastName, email, photoUrl }) => {
        const name = [firstName, lastName].filter(Boolean).join(' ') || email
        return (
          <li key={id} className={styles.owner}>
            <Avatar id={id} name={name} photoUrl={photoUrl && pictureUrl(photoUrl)} size={32} />
            <div className={styles.who}>
              <p className={styles.whoName}>
                <Link kind="plain" href={paths.user(organization.slug, id)}>
                  {name}
                </Link>
                {id === member.id && <Badge>{t('organization.owners.you')}</Badge>}
              </p>
              <p className={styles.quiet}>{email}</p>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
