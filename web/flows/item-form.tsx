import { type KeyboardEvent, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { Form } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './builder.module.css'
import { ComponentForm } from './component-form.tsx'
import { findComponent } from './flow-draft.ts'
import { FlowFacts } from './flow-facts.tsx'
import { RowMenu } from './tree-row.tsx'
import type { Builder } from './use-builder.ts'

/** The settings of what is chosen: the flow itself, a page, or a component. */
export function ItemForm({
  builder,
  onBack,
}: {
  builder: Builder
  /** Where one pane stands at a time: back to the list. Enter is done with a field in the same way. */
  onBack: (() => void) | null
}) {
  const { selected, pages, save } = builder
  const refused = builder.refusedOf(selected)
  const error = useMemo(() => {
    if (refused.length > 0)
      return new ApiError({
        type: 'about:blank/values-refused',
        title: '',
        status: 422,
        errors: [...refused],
      })
    const { error } = save
    // What belongs to fields is marked at theirs; who saved in between is told by a dialog.
    if (error instanceof ApiError && (error.problem.errors || error.type === 'flow-changed'))
      return null
    return error
  }, [refused, save])
  const component = findComponent(pages, selected)
  const page = pages.find(({ key }) => key === selected)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears what its fields let through
    <div data-builder-form="" onKeyDown={(event) => leaveOnEnter(event, builder, onBack)}>
      <Form
        error={error}
        isPending={save.isPending}
        dirty={builder.dirty}
        onSubmit={() => builder.focus.row(selected)}
      >
        {component ? (
          <ComponentForm key={selected} builder={builder} component={component} />
        ) : page ? (
          <PageForm key={selected} builder={builder} pageKey={selected} />
        ) : (
          <FlowForm builder={builder} />
        )}
      </Form>
    </div>
  )
}

/** Enter in a line of text is done with it: the focus goes back to the row, where the arrows are. */
function leaveOnEnter(event: KeyboardEvent, builder: Builder, onBack: (() => void) | null) {
  const { target } = event
  if (event.key !== 'Enter' || event.defaultPrevented || !(target instanceof HTMLInputElement))
    return
  if (!['title', 'name', 'help', 'id'].includes(target.name)) return
  event.preventDefault()
  // What was typed is judged when the focus leaves.
  target.blur()
  onBack?.()
  builder.focus.row(builder.selected)
}

function FlowForm({ builder }: { builder: Builder }) {
  const { t } = useTranslation()
  return (
    <>
      <div className={styles.itemHead}>
        <h2 className={styles.itemTitle}>{t('flows.one')}</h2>
      </div>
      <TextField
        label={t('flows.name')}
        name="name"
        autoComplete="off"
        autoFocus={!builder.base}
        maxLength={100}
        isReadOnly={builder.readOnly}
        value={builder.draft.name}
        onChange={builder.rename}
        validate={() => wordsFor(builder, 'flow', 'name')}
      />
      <FlowFacts builder={builder} />
    </>
  )
}

function PageForm({ builder, pageKey }: { builder: Builder; pageKey: string }) {
  const { t } = useTranslation()
  const at = builder.pages.findIndex(({ key }) => key === pageKey)
  const page = builder.pages[at]
  if (!page) return null
  return (
    <>
      <div className={styles.itemHead}>
        <h2 className={styles.itemTitle}>{t('flows.page-number', { number: at + 1 })}</h2>
        {!builder.readOnly && (
          <RowMenu builder={builder} itemKey={pageKey} title={page.title} isPage />
        )}
      </div>
      <TextField
        label={t('flows.field-title')}
        name="title"
        help={t(at === 0 ? 'flows.first-page-help' : 'flows.other-page-help')}
        autoComplete="off"
        maxLength={100}
        isReadOnly={builder.readOnly}
        value={page.title}
        onChange={(title) => builder.changePage(pageKey, title)}
        validate={() => wordsFor(builder, pageKey, 'title')}
      />
      <p className={styles.quiet}>{t('flows.page-holds', { count: page.components.length })}</p>
    </>
  )
}

/** What is wrong with a field as far as this page can tell, for its `validate`. */
const wordsFor = (builder: Builder, item: string, field: string): string | null =>
  builder.complaintsOf(item).find((one) => one.field === field)?.text ?? null
