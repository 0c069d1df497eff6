import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import type { Operation } from '#api/operations.ts'
import type { TaskImport } from '#api/task-imports.ts'
import { client } from '#web/api.ts'
import { ImportForm } from '#web/shell/table-import/import-form.tsx'
import { useHubChoice } from '#web/shell/use-hub-filter.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { useFormat } from '#web/ui/format.ts'
import { Select } from '#web/ui/select.tsx'
import { ImportPreview } from './import-preview.tsx'
import { useTaskImport } from './use-task-import.ts'

interface Props {
  file: TaskImport
  components: readonly Component[]
  /** A choice above is on its way. */
  isPending: boolean
  onStart: (operation: Operation) => void
}

const none = 'none'

/** What the file does not say; then what importing would do, and the import itself. */
export function ImportChoices({ file, components, isPending, onStart }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const zone = useTimeZone().replaceAll('_', ' ')
  const { hubs, remembered } = useHubChoice()
  const mapping = file.columns.map(({ target }) => target)
  const named = mapping.includes('hub')
  const [picked, pick] = useState<string | null>(null)
  const first = hubs?.find(({ id }) => id === remembered) ?? (hubs?.length === 1 ? hubs[0] : null)
  const value = picked ?? first?.id ?? (named ? none : null)
  const hubId = hubs?.find(({ id }) => id === value)?.id
  const request = () => ({ params: { importId: file.id }, body: { hubId } })
  const wanted = components
    .filter(({ kind, required }) => required && (kind === 'photo' || kind === 'signature'))
    .map(({ title }) => title)
  const refusal = !file.flowId
    ? t('task-imports.needs-flow')
    : !mapping.includes('title')
      ? t('task-imports.needs-title')
      : wanted.length > 0
        ? t('task-imports.needs-pictures', { names: wanted.join(', ') })
        : !hubId && !named
          ? t('task-imports.needs-hub')
          : null
  return (
    <ImportForm
      kind={useTaskImport()}
      title={t('task-imports.choices')}
      lead={t('task-imports.choices-lead', { zone })}
      file={file}
      choices={[file.flowId, hubId]}
      refusal={refusal}
      isPending={isPending}
      look={() => client.previewTaskImport(request())}
      start={(idempotencyKey) => client.startTaskImport({ ...request(), idempotencyKey })}
      onStart={onStart}
      startLabel={({ add }) => ({
        words: t('task-imports.start', { count: add, number: format.number(add) }),
        disabledReason: add === 0 ? t('task-imports.nothing') : null,
      })}
      show={(preview) => <ImportPreview preview={preview} />}
    >
      <Select
        label={t('task-imports.hub')}
        name="hubId"
        help={t('task-imports.hub-help')}
        choices={[
          ...(named ? [{ id: none, label: t('task-imports.hub-none') }] : []),
          ...(hubs ?? []).map(({ id, name }) => ({ id: id as string, label: name })),
        ]}
        value={value}
        onChange={pick}
      />
    </ImportForm>
  )
}
