import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganizationLook } from '#api/look.ts'
import type { OrganizationRow } from '#api/sessions.ts'
import { client, landIn } from '#web/api.ts'
import { atField } from '#web/shell/at-field.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { useWait } from '#web/shell/use-wait.ts'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './door.module.css'

/**
 * DR6: an owner's last way in. Password and mailbox are asked for by the dialog that every sensitive call opens; then
 * the code is spent, and the sign-in policy is open for 15 minutes.
 */
export function BreakGlass({
  row,
  look,
  onBack,
}: {
  row: OrganizationRow
  look: OrganizationLook
  onBack: () => void
}) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const { memberId, organizationId, name, slug } = row
  const open = useMutation({
    mutationFn: () => client.breakGlass({ body: { memberId, code: code.trim() } }),
    onSuccess: ({ landing }) =>
      landIn({ id: organizationId, name, slug }, { id: memberId }, landing),
  })
  const wait = useWait(open.error)
  return (
    <CardPage
      organization={look}
      title={t('door.break-glass.title', { name })}
      lead={t('door.break-glass.lead', { name })}
      below={
        <p className={styles.ways}>
          <Link onPress={onBack}>{t('door.break-glass.back')}</Link>
        </p>
      }
    >
      <Form
        error={atField(open.error, 'wrong-code', 'code')}
        isPending={open.isPending || open.isSuccess}
        onSubmit={() => open.mutate()}
        leaveFreely
      >
        <TextField
          label={t('door.break-glass.code')}
          help={t('door.break-glass.help')}
          name="code"
          size="large"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck="false"
          autoFocus
          value={code}
          onChange={setCode}
          maxLength={64}
          validate={(value) => (value.trim() ? null : t('field-errors.required'))}
        />
        <SubmitButton size="large" wide disabledReason={wait}>
          {wait ?? t('door.break-glass.open')}
        </SubmitButton>
      </Form>
    </CardPage>
  )
}
