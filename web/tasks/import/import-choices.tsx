import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import type { Operation } from '#api/operations.ts'
import type { TaskImport } from '#api/task-imports.ts'
import { client, refresh } from '#web/api.ts'
import styles from '#web/shell/table-import/table-import.module.css'
import { useHubChoice } from '#web/shell/use-hub-filter.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Select } from '#web/ui/select.tsx'
import { ImportPreview, type Preview } from './import-preview.tsx'

interface Seen {
  /** Of what: another mapping or another choice wants another look. */
  of: string
  preview: Preview
  idempotencyKey: string
}

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
  const [seen, setSeen] = useState<Seen | null>(null)
  const of = JSON.stringify([
    mapping,
    file.flowId,
    file.headerRow,
    file.encoding,
    file.delimiter,
    hubId,
  ])
  const current = seen?.of === of ? seen : null
  const request = () => ({ params: { importId: file.id }, body: { hubId } })
  const look = useMutation({
    mutationFn: () => client.previewTaskImport(request()),
    // Pressing twice, or again after a lost answer, imports once.
    onSuccess: (preview) => setSeen({ of, preview, idempotencyKey: crypto.randomUUID() }),
  })
  const start = useMutation({
    mutationFn: ({ idempotencyKey }: Seen) =>
      client.startTaskImport({ ...request(), idempotencyKey }),
    onSuccess: (operation) => {
      void refresh('listOperations', 'listTaskImports')
      onStart(operation)
    },
  })
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
  const tasks = current?.preview.add ?? 0
  return (
    <Card title={t('task-imports.choices')} lead={t('task-imports.choices-lead', { zone })}>
      <Form
        error={look.error ?? start.error}
        isPending={look.isPending || start.isPending}
        leaveFreely
        onSubmit={() => (current ? start.mutate(current) : look.mutate())}
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
        {current && <ImportPreview preview={current.preview} />}
        <FormActions>
          {current ? (
            <>
              <SubmitButton disabledReason={tasks === 0 ? t('task-imports.nothing') : refusal}>
                {t('task-imports.start', { count: tasks, number: format.number(tasks) })}
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
