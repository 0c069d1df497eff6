import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operation } from '#api/operations.ts'
import { refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import type { ImportKind } from './import-kind.ts'
import type { PreparedFile } from './prepared-file.ts'
import styles from './table-import.module.css'

interface Props<Preview> {
  kind: ImportKind
  title: string
  lead: string
  file: PreparedFile<string>
  /** What else the preview depends on, as it is chosen now. */
  choices: readonly unknown[]
  /** Why there is nothing to preview yet, or null. */
  refusal: string | null
  /** A choice above is on its way. */
  isPending: boolean
  look: () => Promise<Preview>
  start: (idempotencyKey: string) => Promise<Operation>
  onStart: (operation: Operation) => void
  /** What starting does, and why there is nothing to start. */
  startLabel: (preview: Preview) => { words: string; disabledReason: string | null }
  show: (preview: Preview) => ReactNode
  /** What the file does not say. */
  children: ReactNode
}

interface Seen<Preview> {
  /** Of what: another mapping or another choice wants another look. */
  of: string
  preview: Preview
  idempotencyKey: string
}

/** What the file does not say; then what importing would do, and the import itself. */
export function ImportForm<Preview>(props: Props<Preview>) {
  const { kind, file, refusal } = props
  const { t } = useTranslation()
  const [seen, setSeen] = useState<Seen<Preview> | null>(null)
  const mapping = file.columns.map(({ target }) => target)
  const of = JSON.stringify([
    mapping,
    file.headerRow,
    file.encoding,
    file.delimiter,
    ...props.choices,
  ])
  const current = seen?.of === of ? seen : null
  const look = useMutation({
    mutationFn: props.look,
    // Pressing twice, or again after a lost answer, imports once.
    onSuccess: (preview) => setSeen({ of, preview, idempotencyKey: crypto.randomUUID() }),
  })
  const start = useMutation({
    mutationFn: ({ idempotencyKey }: Seen<Preview>) => props.start(idempotencyKey),
    onSuccess: (operation) => {
      void refresh('listOperations', kind.listing)
      props.onStart(operation)
    },
  })
  const label = current && props.startLabel(current.preview)
  return (
    <Card title={props.title} lead={props.lead}>
      <Form
        error={look.error ?? start.error}
        isPending={look.isPending || start.isPending}
        leaveFreely
        onSubmit={() => (current ? start.mutate(current) : look.mutate())}
      >
        {props.children}
        {current && props.show(current.preview)}
        <FormActions>
          {label ? (
            <>
              <SubmitButton disabledReason={label.disabledReason ?? refusal}>
                {label.words}
              </SubmitButton>
              <Button onPress={() => setSeen(null)}>{t('imports.change')}</Button>
            </>
          ) : (
            <SubmitButton disabledReason={refusal ?? (props.isPending ? t('ui.working') : null)}>
              {t('imports.preview')}
            </SubmitButton>
          )}
        </FormActions>
        {look.isPending && <p className={styles.note}>{t('imports.looking')}</p>}
      </Form>
    </Card>
  )
}
