import { ClipboardList, FileText, Plus, Smartphone } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { AddField } from './add-field.tsx'
import { KindIcon } from './kind-icon.tsx'
import styles from './tree.module.css'
import { TreeRow } from './tree-row.tsx'
import { type Builder, componentsMax, pagesMax } from './use-builder.ts'
import { useDrag } from './use-drag.ts'
import { useTreeKeys } from './use-tree-keys.ts'

interface Props {
  builder: Builder
  /** Somebody wants to edit what is chosen. */
  onEdit: () => void
}

/** Everything that a flow consists of, in its order: to be chosen, moved, added and removed, by mouse, finger and keys. */
export function Tree({ builder, onEdit }: Props) {
  const { t } = useTranslation()
  const { pages, readOnly } = builder
  const drag = useDrag((key, { page, at }) => {
    // Places are counted without what is moved.
    const siblings = page === null ? pages : (pages[page]?.components ?? [])
    const from = siblings.findIndex((one) => one.key === key)
    const to = from >= 0 && from < at ? at - 1 : at
    if (page === null) builder.putPage(key, to)
    else builder.put(key, { page, at: to })
  })
  const hear = useTreeKeys(builder, onEdit)
  const shared = (key: string) => ({
    builder,
    itemKey: key,
    drag,
    onKeyDown: (event: KeyboardEvent) => hear(event, key),
    onChoose: () => {
      builder.select(key)
      onEdit()
    },
  })
  const line = (page: number, at: number) => drag.over?.page === page && drag.over.at === at
  const pageLine = (at: number) => drag.over?.page === null && drag.over.at === at
  return (
    <section aria-label={t('flows.tree')} ref={drag.list} className={styles.tree}>
      <ul className={styles.list}>
        <li>
          <TreeRow
            {...shared('flow')}
            icon={<FileText size={16} strokeWidth={1.5} aria-hidden />}
            title={builder.draft.name}
          />
        </li>
        {pages.map((page, index) => {
          const { length } = page.components
          const Icon = index === 0 ? ClipboardList : Smartphone
          return (
            <li
              key={page.key}
              data-drop-section={index}
              data-drop-count={length}
              className={cx(
                styles.page,
                pageLine(index) && styles.lineBefore,
                index === pages.length - 1 && pageLine(pages.length) && styles.lineAfter,
                drag.dragged?.key === page.key && styles.dragged,
              )}
            >
              <div data-drop-at={0} data-drop-fixed="">
                <TreeRow
                  {...shared(page.key)}
                  isPage
                  icon={<Icon size={16} strokeWidth={1.5} aria-hidden />}
                  title={page.title}
                />
              </div>
              <ul className={styles.components}>
                {page.components.map((component, at) => (
                  <li
                    key={component.key}
                    data-drop-at={at}
                    className={cx(
                      styles.component,
                      line(index, at) && styles.lineBefore,
                      at === length - 1 && line(index, length) && styles.lineAfter,
                      drag.dragged?.key === component.key && styles.dragged,
                    )}
                  >
                    <TreeRow
                      {...shared(component.key)}
                      icon={<KindIcon kind={component.kind} />}
                      title={component.title}
                      component={component}
                    />
                  </li>
                ))}
                {length === 0 && (
                  <li className={cx(styles.none, line(index, 0) && styles.lineBefore)}>
                    {t('flows.no-fields')}
                  </li>
                )}
              </ul>
              {!readOnly && (
                <div className={styles.add}>
                  <AddField
                    label={t('flows.add-field-to', { page: page.title })}
                    disabledReason={
                      length >= componentsMax
                        ? t('flows.fields-max', { count: componentsMax })
                        : null
                    }
                    onAdd={(kind) => {
                      builder.add(kind, { page: index, at: length })
                      onEdit()
                    }}
                  />
                </div>
              )}
            </li>
          )
        })}
      </ul>
      {!readOnly && (
        <div className={styles.addPage}>
          <Button
            size="small"
            icon={<Plus size={14} />}
            disabledReason={
              pages.length >= pagesMax ? t('flows.pages-max', { count: pagesMax }) : null
            }
            onPress={() => {
              builder.addPage()
              onEdit()
            }}
          >
            {t('flows.add-page')}
          </Button>
        </div>
      )}
      {drag.dragged && (
        <div ref={drag.ghost} className={styles.ghost} aria-hidden>
          {drag.dragged.title || t('flows.untitled')}
        </div>
      )}
    </section>
  )
}
