import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, query } from '#web/api.ts'
import { goOut } from '#web/farewell.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import styles from './organization.module.css'
import { useOwners } from './use-owners.ts'

/** Leaves the organization for good, after saying what becomes of one's work, sessions and identity (US10, OR3). */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { organization, role } = useSession()
  const { id, name, slug, logoUrl } = organization
  const isOwner = role.template === 'owner'
  const owners = useOwners()
  const { data: security } = useQuery({ ...query('getMySecurity'), retry: false })
  const leave = useMutation({
    mutationFn: () => client.leaveOrganization(),
    onSuccess: (left) => goOut({ kind: 'left', name, organization: { id, logoUrl } }, left),
  })
  const refused = leave.error instanceof ApiError && leave.error.type === 'last-owner'
  const isLast = refused || (isOwner && owners.data?.items.length === 1)
  const busy = leave.isPending || leave.isSuccess
  return (
    <Dialog
      title={t('leave.question', { name })}
      role="alertdialog"
      isOpen
      onClose={onClose}
      size="small"
    >
      <Form
        error={refused ? null : leave.error}
        isPending={busy}
        leaveFreely
        onSubmit={() => !isLast && leave.mutate()}
      >
        {isLast && (
          <div role="alert" className={styles.refused}>
            <p>{t('leave.last-owner', { name })}</p>
            <p>
              <Link href={paths.organizationSettings(slug, 'hand-over')}>
                {t('organization.owners.hand-over')}
              </Link>
            </p>
          </div>
        )}
        <ul className={styles.means}>
          <li>{t('leave.tasks')}</li>
          <li>{t('leave.sessions')}</li>
          <li>{t('leave.identity')}</li>
          {security?.home.here && <li>{t('leave.home', { name })}</li>}
          <li>{t('leave.back', { name })}</li>
        </ul>
        <FormActions>
          <Button
            type="submit"
            kind="danger"
            isPending={busy}
            disabledReason={isLast ? t('leave.not-yet') : null}
          >
            {t('leave.start')}
          </Button>
          <Button autoFocus onPress={onClose}>
            {t('ui.cancel')}
          </Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
