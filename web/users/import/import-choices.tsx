import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleId } from '#api/common.ts'
import type { UserImport } from '#api/imports.ts'
import type { User } from '#api/members.ts'
import type { Operation } from '#api/operations.ts'
import { client } from '#web/api.ts'
import { useRoles } from '#web/shell/roles.ts'
import { useRefusal } from '#web/shell/session.ts'
import { ImportForm } from '#web/shell/table-import/import-form.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { useFormat } from '#web/ui/format.ts'
import { HubChoice } from '../hub-choice.tsx'
import { RoleChoice } from '../role-choice.tsx'
import { ImportPreview } from './import-preview.tsx'
import { usePeopleImport } from './use-people-import.ts'

interface Props {
  file: UserImport
  /** A choice above is on its way. */
  isPending: boolean
  onStart: (operation: Operation) => void
}

/** What the file does not say of new people; then what importing would do, and the import itself. */
export function ImportChoices({ file, isPending, onStart }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const roles = useRoles()
  const refusedRoles = useRefusal('listRoles')
  const lowest = roles?.find(({ template }) => template === 'field_user')?.id ?? null
  const [chosenRole, chooseRole] = useState<string | null>(null)
  const [hubs, setHubs] = useState<User['hubs']>([])
  const [updates, setUpdates] = useState(true)
  const roleId = chosenRole ?? lowest
  const identified = file.columns.some(
    ({ target }) => target === 'email' || target === 'employeeId',
  )
  const request = () => ({
    params: { importId: file.id },
    body: { roleId: roleId as RoleId, hubIds: hubs.map(({ id }) => id), update: updates },
  })
  return (
    <ImportForm
      kind={usePeopleImport()}
      title={t('imports.choices')}
      lead={t('imports.choices-lead')}
      file={file}
      choices={[roleId, hubs, updates]}
      refusal={identified ? null : t('imports.needs-email')}
      // Until the roles are there, none is chosen; to whom they are not shown, the field says so.
      isPending={isPending || (!roles && refusedRoles === null)}
      look={() => client.previewUserImport(request())}
      start={(idempotencyKey) => client.startUserImport({ ...request(), idempotencyKey })}
      onStart={onStart}
      startLabel={({ add, update }) => ({
        words: t('imports.start', { count: add + update, number: format.number(add + update) }),
        disabledReason: add + update === 0 ? t('imports.nothing') : null,
      })}
      show={(preview) => <ImportPreview preview={preview} />}
    >
      <RoleChoice value={roleId} onChange={chooseRole} />
      <HubChoice help={t('imports.hubs-help')} hubs={hubs} onChange={setHubs} />
      <Checkbox isSelected={updates} onChange={setUpdates} description={t('imports.update-text')}>
        {t('imports.update')}
      </Checkbox>
    </ImportForm>
  )
}
