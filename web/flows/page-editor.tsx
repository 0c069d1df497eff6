import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { componentKinds } from '#api/flows.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { cx } from '#web/ui/cx.ts'
import { useFieldError } from '#web/ui/form.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { ComponentEditor } from './component-editor.tsx'
import { addComponent, type DraftPage } from './flow-draft.ts'
import styles from './flows.module.css'
import { KindIcon } from './kind-icon.tsx'
import type { Reorder } from './use-reorder.ts'

const componentsMax = 100

interface Props {
  page: DraftPage
  at: number
  pages: readonly DraftPage[]
  /** Why nothing can be changed; null where it can. */
  readOnly: string | null
  open: ReadonlySet<string>
  onOpen: (open: ReadonlySet<string>) => void
  onChange: (pages: DraftPage[]) => void
  onMovePage: (step: -1 | 1) => void
  reorder: Reorder
}

/** One page of a flow: its title and its components. The first one is the form of a new task. */
export function PageEditor({
  page,
  at,
  pages,
  readOnly,
  open,
  onOpen,
  onChange,
  onMovePage,
  reorder,
}: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const error = useFieldError(`pages/${at}/components`)
  const { length } = page.components
  const remove = () => {
    onChange(pages.filter(({ key }) => key !== page.key))
    setAsking(false)
  }
  const isTarget = reorder.over?.page === at && reorder.over.at === length
  return (
    <section
      aria-label={t('flows.page-number', { number: at + 1 })}
      className={styles.page}
      {...reorder.target(at, length)}
    >
      <header className={styles.pageHead}>
        <TextField
          label={t('flows.page-title', { number: at + 1 })}
          help={t(at === 0 ? 'flows.first-page-help' : 'flows.other-page-help')}
          name={`pages/${at}/title`}
          autoComplete="off"
          maxLength={100}
          isReadOnly={readOnly !== null}
          value={page.title}
          onChange={(title) =>
            onChange(pages.map((one) => (one.key === page.key ? { ...one, title } : one)))
          }
          validate={(title) => (title.trim() ? null : t('field-errors.required'))}
        />
        {readOnly === null && (
          <div className={styles.tools}>
            <IconButton
              label={t('flows.page-up', { number: at + 1 })}
              icon={<ArrowUp size={16} />}
              disabledReason={at === 0 ? t('flows.is-first') : null}
              onPress={() => onMovePage(-1)}
            />
            <IconButton
              label={t('flows.page-down', { number: at + 1 })}
              icon={<ArrowDown size={16} />}
              disabledReason={at === pages.length - 1 ? t('flows.is-last') : null}
              onPress={() => onMovePage(1)}
            />
            <IconButton
              label={t('flows.remove-page', { number: at + 1 })}
              icon={<Trash2 size={16} />}
              disabledReason={pages.length === 1 ? t('flows.only-page') : null}
              onPress={() => (length > 0 ? setAsking(true) : remove())}
            />
          </div>
        )}
      </header>
      {length === 0 && <p className={styles.none}>{t('flows.no-fields')}</p>}
      <ol className={styles.components}>
        {page.components.map((component, index) => (
          <ComponentEditor
            key={component.key}
            component={component}
            name={`pages/${at}/components/${index}`}
            place={{ page: at, at: index }}
            pages={pages}
            readOnly={readOnly !== null}
            isOpen={open.has(component.key)}
            onToggle={() => {
              const next = new Set(open)
              if (!next.delete(component.key)) next.add(component.key)
              onOpen(next)
            }}
            onChange={onChange}
            reorder={reorder}
          />
        ))}
      </ol>
      <div className={cx(styles.end, isTarget && styles.dropHere)} />
      {error && <p className={styles.error}>{error}</p>}
      {readOnly === null && (
        <div>
          <Menu
            placement="bottom start"
            label={t('flows.add-field')}
            trigger={
              <Button
                size="small"
                icon={<Plus size={14} />}
                disabledReason={
                  length >= componentsMax ? t('flows.fields-max', { count: componentsMax }) : null
                }
              >
                {t('flows.add-field')}
              </Button>
            }
          >
            {componentKinds.map((kind) => (
              <MenuItem
                key={kind}
                id={kind}
                icon={<KindIcon kind={kind} />}
                onAction={() => {
                  const added = addComponent(pages, page.key, kind, t(`flows.kinds.${kind}`))
                  onChange(added.pages)
                  onOpen(new Set([...open, added.key]))
                }}
              >
                {t(`flows.kinds.${kind}`)}
              </MenuItem>
            ))}
          </Menu>
        </div>
      )}
      <ConfirmDialog
        title={t('flows.remove-page-question', { title: page.title })}
        confirm={t('flows.remove-page-confirm')}
        danger
        isOpen={asking}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        {t('flows.remove-page-warning', { count: length })}
      </ConfirmDialog>
    </section>
  )
}
