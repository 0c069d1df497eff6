import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleId } from '#api/common.ts'
import type { UserImport } from '#api/imports.ts'
import type { User } from '#api/members.ts'
import type { Operation } from '#api/operations.ts'
import { client, refresh } from '#web/api.ts'
import { useRoles } from '#web/shell/roles.ts'
import styles from '#web/shell/table-import/table-import.module.css'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { HubChoice } from '../hub-choice.tsx'
import { RoleChoice } from '../role-choice.tsx'
import { ImportPreview, type Preview } from './import-preview.tsx'

interface Seen {
  /** Of what: another mapping or another choice wants another look. */
  of: string
  preview: Preview
  idempotencyKey: string
}

/** What the file does not say of new people; then what importing would do, and the import itself. */
export function ImportChoices({
  file,
  isPending,
  onStart,
}: {
  file: UserImport
  /** A choice above is on its way. */
  isPending: boolean
  onStart: (operation: Operation) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const lowest = useRoles()?.find(({ template }) => template === 'field_user')?.id ?? null
  const [chosenRole, chooseRole] = useState<string | null>(null)
  const [hubs, setHubs] = useState<User['hubs']>([])
  const [updates, setUpdates] = useState(true)
  const roleId = chosenRole ?? lowest
  const mapping = file.columns.map(({ target }) => target)
  const identified = mapping.includes('email') || mapping.includes('employeeId')
  const [seen, setSeen] = useState<Seen | null>(null)
  const of = JSON.stringify([
    mapping,
    file.headerRow,
    file.encoding,
    file.delimiter,
    roleId,
    hubs,
    updates,
  ])
  const current = seen?.of === of ? seen : null
  const request = () => ({
    params: { importId: file.id },
    body: { roleId: roleId as RoleId, hubIds: hubs.map(({ id }) => id), update: updates },
  })
  const look = useMutation({
    mutationFn: () => client.previewUserImport(request()),
    // Pressing twice, or again after a lost answer, imports once.
    onSuccess: (preview) => setSeen({ of, preview, idempotencyKey: crypto.randomUUID() }),
  })
  const start = useMutation({
    mutationFn: ({ idempotencyKey }: Seen) =>
      client.startUserImport({ ...request(), idempotencyKey }),
    onSuccess: (operation) => {
      void refresh('listOperations', 'listUserImports')
      onStart(operation)
    },
  })
  const people = current ? current.preview.add + current.preview.update : 0
  const refusal = identified ? null : t('imports.needs-email')
  return (
    <Card title={t('imports.choices')} lead={t('imports.choices-lead')}>
      <Form
        error={look.error ?? start.error}
        isPending={look.isPending || start.isPending}
        leaveFreely
        onSubmit={() => (current ? start.mutate(current) : look.mutate())}
      >
        <RoleChoice value={roleId} onChange={chooseRole} />
        <HubChoice help={t('imports.hubs-help')} hubs={hubs} onChange={setHubs} />
        <Checkbox isSelected={updates} onChange={setUpdates} description={t('imports.update-text')}>
          {t('imports.update')}
        </Checkbox>
        {current && <ImportPreview preview={current.preview} />}
        <FormActions>
          {current ? (
            <>
              <SubmitButton disabledReason={people === 0 ? t('imports.nothing') : refusal}>
                {t('imports.start', { count: people, number: format.number(people) })}
              </SubmitButton>
              <Button onPress={() => setSeen(null)}>{t('imports.change')}</Button>
            </>
          ) : (
            <SubmitButton disabledReason={refusal ?? (isPending ? t('ui.working') : null)}>
              {t('imports.preview')}
            </SubmitButton>
          )}
        </FormActions>
        {look.isPending && <p className={styles.note}>{t('imports.looking')}</p>}
      </Form>
    </Card>
  )
}
