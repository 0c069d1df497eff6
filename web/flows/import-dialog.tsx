import { useMutation } from '@tanstack/react-query'
import { FileJson } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowFile } from '#api/flows.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { FileDrop } from '#web/ui/file-drop.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { type FileFault, readFlowFile } from './flow-file.ts'
import styles from './import.module.css'

const bytesMax = 5_000_000
const faultsShown = 50

interface Refused {
  /** Of the file. */
  name: string
  /** Null: it is no JSON at all. */
  faults: readonly FileFault[] | null
}

/** Makes a flow of a file: what is in it is shown before, and what is wrong with it by place. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [found, setFound] = useState<FlowFile | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const take = async (chosen: File) => {
    const read = readFlowFile(await chosen.text())
    setFound('flow' in read ? read.flow : null)
    setRefused(
      'flow' in read ? null : { name: chosen.name, faults: 'faults' in read ? read.faults : null },
    )
  }
  return (
    <Dialog title={t('flows.import.title')} lead={t('flows.import.lead')} isOpen onClose={onClose}>
      <div className={styles.import}>
        {found ? (
          <Found flow={found} onAnother={() => setFound(null)} onDone={onClose} />
        ) : (
          <>
            {refused && <Faults {...refused} />}
            <FileDrop
              label={t('flows.import.choose')}
              taken={t('flows.import.taken', { size: format.bytes(bytesMax) })}
              types={['application/json', '.json']}
              bytesMax={bytesMax}
              onFile={(chosen) => void take(chosen)}
            />
          </>
        )}
      </div>
    </Dialog>
  )
}

function Found({
  flow,
  onAnother,
  onDone,
}: {
  flow: FlowFile
  onAnother: () => void
  onDone: () => void
}) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const [name, setName] = useState(flow.name)
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const create = useMutation({
    mutationFn: () =>
      client.createFlow({ body: { name: name.trim(), pages: flow.pages }, idempotencyKey }),
    onSuccess: (made) => {
      void refresh('listFlows')
      queries.setQueryData(query('getFlow', { params: { flowId: made.id } }).queryKey, made)
      toast(t('flows.created', { name: made.name }))
      onDone()
      go(paths.flow(slug, made.id))
    },
  })
  const fields = flow.pages.reduce((sum, { components }) => sum + components.length, 0)
  return (
    <Form
      error={create.error}
      isPending={create.isPending}
      leaveFreely
      onSubmit={() => create.mutate()}
    >
      <div className={styles.found}>
        <FileJson size={20} strokeWidth={1.5} aria-hidden />
        <div>
          <p className={styles.counts}>
            {t('flows.page-count', { count: flow.pages.length })} ·{' '}
            {t('flows.field-count', { count: fields })}
          </p>
          <ol className={styles.pages}>
            {flow.pages.map(({ title, components }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two pages may have one title
              <li key={at}>
                {title} <span>{t('flows.field-count', { count: components.length })}</span>
              </li>
            ))}
          </ol>
        </div>
      </div>
      <TextField
        label={t('flows.name')}
        name="name"
        autoFocus
        autoComplete="off"
        isRequired
        maxLength={100}
        value={name}
        onChange={(next) => {
          setName(next)
          setKey(crypto.randomUUID())
        }}
      />
      <FormActions>
        <SubmitButton>{t('flows.create')}</SubmitButton>
        <Button onPress={onAnother}>{t('flows.import.another')}</Button>
      </FormActions>
    </Form>
  )
}

function Faults({ name, faults }: Refused) {
  const { t } = useTranslation()
  if (!faults)
    return (
      <div role="alert" className={styles.faults}>
        <p>{t('flows.import.not-json', { name })}</p>
      </div>
    )
  return (
    <div role="alert" className={styles.faults}>
      <p className={styles.faultsTitle}>
        {t('flows.import.refused', { name, count: faults.length })}
      </p>
      <ul>
        {faults.slice(0, faultsShown).map((fault) => (
          <FaultLine key={JSON.stringify(fault)} fault={fault} />
        ))}
      </ul>
      {faults.length > faultsShown && (
        <p>{t('flows.import.more', { count: faults.length - faultsShown })}</p>
      )}
    </div>
  )
}

function FaultLine({ fault }: { fault: FileFault }) {
  const { t } = useTranslation()
  const { page, pageTitle, component, componentTitle, field } = fault
  const place = [
    page !== null && (pageTitle ?? t('flows.page-number', { number: page })),
    component !== null && (componentTitle ?? t('flows.import.field-number', { number: component })),
  ].filter((part) => part !== false)
  return (
    <li>
      {place.map((part) => (
        <span key={part} className={styles.place}>
          {part}
        </span>
      ))}
      {field && <code>{field}:</code>} {t(fault.words, fault.values)}
    </li>
  )
}
