import { useMutation } from '@tanstack/react-query'
import { Plus, RefreshCw } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Flow } from '#api/flows.ts'
import { client, refresh } from '#web/api.ts'
import { Note } from '#web/shell/note.tsx'
import { useRefusal } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { fieldName } from '#web/ui/field-name.ts'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { emptyPage, movePage, toDraft, toPages } from './flow-draft.ts'
import styles from './flows.module.css'
import { PageEditor } from './page-editor.tsx'
import { Preview } from './preview.tsx'
import { useReorder } from './use-reorder.ts'

const pagesMax = 20

interface Props {
  /** Null: a new one. */
  flow: Flow | null
  onSaved: (flow: Flow) => void
  /** Somebody else saved: gives up what was changed here, and loads theirs. */
  onReload: () => void
}

/** Name, pages and their components, with what they will look like beside them (FL1). */
export function FlowEditor({ flow, onSaved, onReload }: Props) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(() =>
    flow ? toDraft(flow) : { name: '', pages: [emptyPage(t('flows.first-page'))] },
  )
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  // One key a form: pressing twice, or again after a lost answer, makes one flow.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const refusedCreate = useRefusal('createFlow')
  const refusedEdit = useRefusal('updateFlow')
  const refusal = flow ? refusedEdit : refusedCreate
  const content = useMemo(() => ({ name: draft.name.trim(), pages: toPages(draft.pages) }), [draft])
  const started = useMemo(
    () =>
      JSON.stringify(flow ? asSaved(flow) : { name: '', pages: emptyPages(t('flows.first-page')) }),
    [flow, t],
  )
  const dirty = JSON.stringify(content) !== started
  const change = (patch: Partial<typeof draft>) => {
    setDraft((before) => ({ ...before, ...patch }))
    setKey(crypto.randomUUID())
  }
  const changePages = (pages: typeof draft.pages) => change({ pages })
  const reorder = useReorder(draft.pages, changePages)

  const save = useMutation({
    mutationFn: () =>
      flow
        ? client.updateFlow({
            params: { flowId: flow.id },
            body: { ...content, version: flow.version },
          })
        : client.createFlow({ body: content, idempotencyKey }),
    onSuccess: (saved) => {
      void refresh('listFlows')
      onSaved(saved)
    },
    // A field of a closed component has to be on the page before it can say what is wrong.
    onError: (error) => setOpen(new Set([...open, ...refusedKeys(error, draft.pages)])),
  })
  const changedByOthers = save.error instanceof ApiError && save.error.type === 'flow-changed'
  return (
    <div className={styles.editor}>
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={dirty && !save.isSuccess}
        onSubmit={() => save.mutate()}
      >
        {changedByOthers && (
          <Note icon={<RefreshCw size={14} aria-hidden />}>
            <div className={styles.conflict}>
              <p>{t('flows.reload-text')}</p>
              <Button size="small" onPress={onReload}>
                {t('flows.reload')}
              </Button>
            </div>
          </Note>
        )}
        <TextField
          label={t('flows.name')}
          name="name"
          autoComplete="off"
          autoFocus={!flow}
          maxLength={100}
          isReadOnly={refusal !== null}
          value={draft.name}
          onChange={(name) => change({ name })}
          validate={(name) => {
            if (!name.trim()) return t('field-errors.required')
            return reserved.test(name.trim()) ? t('flows.reserved') : null
          }}
        />
        {draft.pages.map((page, at) => (
          <PageEditor
            key={page.key}
            page={page}
            at={at}
            pages={draft.pages}
            readOnly={refusal}
            open={open}
            onOpen={setOpen}
            onChange={changePages}
            onMovePage={(step) => changePages(movePage(draft.pages, page.key, step))}
            reorder={reorder}
          />
        ))}
        <div className={styles.status} role="status">
          {reorder.said}
        </div>
        {refusal === null && (
          <div>
            <Button
              icon={<Plus size={16} />}
              disabledReason={
                draft.pages.length >= pagesMax ? t('flows.pages-max', { count: pagesMax }) : null
              }
              onPress={() =>
                changePages([
                  ...draft.pages,
                  emptyPage(t('flows.page-number', { number: draft.pages.length + 1 })),
                ])
              }
            >
              {t('flows.add-page')}
            </Button>
          </div>
        )}
        <div className={styles.save}>
          <FormActions>
            <SubmitButton disabledReason={refusal}>
              {flow ? t('flows.save-as', { version: flow.version + 1 }) : t('flows.create')}
            </SubmitButton>
            {flow && dirty && (
              <Button
                onPress={() => {
                  setDraft(toDraft(flow))
                  save.reset()
                }}
              >
                {t('flows.discard')}
              </Button>
            )}
          </FormActions>
        </div>
      </Form>
      <Preview pages={content.pages} />
    </div>
  )
}

/** FL1: names that the product keeps for itself; the server refuses them as well. */
const reserved = /^(handover|activity)$/i

const asSaved = (flow: Flow) => ({ name: flow.name, pages: toPages(toDraft(flow).pages) })
const emptyPages = (title: string) => toPages([emptyPage(title)])

/** The components whose fields a refusal points at: `#/pages/0/components/2/options`. */
function refusedKeys(error: unknown, pages: ReturnType<typeof toDraft>['pages']): string[] {
  if (!(error instanceof ApiError)) return []
  return (error.problem.errors ?? []).flatMap(({ pointer }) => {
    const [, page, component] =
      /^pages\/(\d+)\/components\/(\d+)\//.exec(fieldName(pointer) ?? '') ?? []
    return pages[Number(page)]?.components[Number(component)]?.key ?? []
  })
}
