import { useMutation, useQuery } from '@tanstack/react-query'
import { Blocks, ExternalLink, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { Table } from '#web/ui/table.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import type { CustomModule } from './permission-words.ts'

/** Menu entries that the organization added, each with a permission of its own (RP4). */
export function CustomModulesPage() {
  const { t } = useTranslation()
  const say = useProblemText()
  const { slug } = useSession().organization
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<CustomModule | null>(null)
  const refusal = useRefusal('createCustomModule')
  const modules = useQuery(query('listCustomModules'))
  const remove = useMutation({
    mutationFn: ({ id }: CustomModule) =>
      client.removeCustomModule({ params: { customModuleId: id } }),
    onSuccess: (_, { name }) => {
      void refresh('listCustomModules', 'listRoles', 'getSession')
      toast(t('custom-modules.removed', { name }))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
    onSettled: () => setRemoving(null),
  })
  const add = (
    <Button
      kind="primary"
      icon={<Plus size={16} />}
      disabledReason={refusal}
      onPress={() => setAdding(true)}
    >
      {t('custom-modules.add')}
    </Button>
  )
  const empty = modules.data?.items.length === 0
  return (
    <Page
      title={t('custom-modules.heading')}
      lead={t('custom-modules.lead')}
      action={!empty && add}
    >
      {modules.error ? (
        <ErrorState error={modules.error} retry={() => void modules.refetch()} />
      ) : (
        <Table
          label={t('custom-modules.heading')}
          rows={modules.data?.items}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => name}
          columns={[
            {
              id: 'name',
              header: t('custom-modules.name'),
              title: true,
              width: '30%',
              cell: ({ name }) => name,
            },
            {
              id: 'url',
              header: t('custom-modules.url'),
              cell: ({ url }) =>
                url ? (
                  <Link kind="plain" href={url} target="_blank" rel="noreferrer">
                    {url} <ExternalLink size={12} aria-hidden />
                  </Link>
                ) : (
                  t('custom-modules.url-hidden')
                ),
            },
            {
              id: 'who',
              header: t('custom-modules.who'),
              width: '120px',
              cell: ({ permission }) => (
                <Link href={paths.whoCan(slug, permission)}>{t('custom-modules.who-show')}</Link>
              ),
            },
            {
              id: 'remove',
              header: t('custom-modules.actions'),
              width: '88px',
              align: 'end',
              cell: (module) => (
                <IconButton
                  label={t('custom-modules.remove', { name: module.name })}
                  size="small"
                  icon={<Trash2 size={14} />}
                  disabledReason={refusal}
                  onPress={() => setRemoving(module)}
                />
              ),
            },
          ]}
          empty={
            <EmptyState
              icon={<Blocks size={20} />}
              title={t('custom-modules.none.title')}
              action={add}
            >
              {t('custom-modules.none.text')}
            </EmptyState>
          }
        />
      )}
      {adding && <AddDialog onClose={() => setAdding(false)} />}
      <ConfirmDialog
        title={t('custom-modules.remove-question', { name: removing?.name })}
        confirm={t('custom-modules.remove-confirm')}
        danger
        isOpen={removing !== null}
        isPending={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing)}
        onClose={() => setRemoving(null)}
      >
        {t('custom-modules.remove-warning')}
      </ConfirmDialog>
    </Page>
  )
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [module, setModule] = useState({ name: '', url: 'https://' })
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const change = (patch: Partial<typeof module>) => {
    setModule({ ...module, ...patch })
    setKey(crypto.randomUUID())
  }
  const save = useMutation({
    mutationFn: () => client.createCustomModule({ body: module, idempotencyKey }),
    onSuccess: ({ name }) => {
      void refresh('listCustomModules', 'listRoles', 'getSession')
      toast(t('custom-modules.added', { name }))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('custom-modules.add')}
      lead={t('custom-modules.add-lead')}
      isOpen
      onClose={onClose}
    >
      <Form error={save.error} isPending={save.isPending} onSubmit={() => save.mutate()}>
        <TextField
          label={t('custom-modules.name')}
          name="name"
          autoFocus
          isRequired
          maxLength={60}
          autoComplete="off"
          help={t('custom-modules.name-help')}
          value={module.name}
          onChange={(name) => change({ name })}
        />
        <TextField
          label={t('custom-modules.url')}
          name="url"
          type="url"
          inputMode="url"
          isRequired
          maxLength={2000}
          autoComplete="off"
          help={t('custom-modules.url-help')}
          value={module.url}
          onChange={(url) => change({ url })}
        />
        <FormActions>
          <SubmitButton>{t('custom-modules.add')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
