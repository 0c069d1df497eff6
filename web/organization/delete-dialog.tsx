import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { goOut } from '#web/farewell.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './organization.module.css'

const same = (one: string, other: string) => one.trim().normalize() === other.trim().normalize()

/** Says what ends at once and what in thirty days, offers an export first, and lets the name be typed (OR2). */
export function DeleteDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { id, slug, logoUrl } = useSession().organization
  const [typed, setTyped] = useState('')
  const matches = same(typed, name)
  const start = useMutation({
    mutationFn: () => client.startOrganizationDeletion({ body: { name: typed } }),
    onSuccess: (left) => goOut({ kind: 'deleted', name, organization: { id, logoUrl } }, left),
  })
  // Until the page is gone, nothing of it can be pressed any more.
  const busy = start.isPending || start.isSuccess
  return (
    <Dialog
      title={t('organization.deletion.question', { name })}
      role="alertdialog"
      isOpen
      onClose={onClose}
      size="small"
    >
      <Form
        error={start.error}
        isPending={busy}
        leaveFreely
        onSubmit={() => matches && start.mutate()}
      >
        <ul className={styles.means}>
          <li>{t('organization.deletion.at-once')}</li>
          <li>{t('organization.deletion.mails')}</li>
          <li>{t('organization.deletion.undo-within')}</li>
          <li>{t('organization.deletion.gone')}</li>
        </ul>
        <p className={styles.first}>
          {t('organization.deletion.export-first')}{' '}
          <Link href={paths.exports(slug)}>{t('organization.export.start')}</Link>
        </p>
        <TextField
          label={t('organization.deletion.type', { name })}
          name="name"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck="false"
          autoFocus
          isRequired
          maxLength={200}
          value={typed}
          onChange={setTyped}
        />
        <FormActions>
          <Button
            type="submit"
            kind="danger"
            isPending={busy}
            disabledReason={matches ? null : t('organization.deletion.not-yet')}
          >
            {t('organization.deletion.start')}
          </Button>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
