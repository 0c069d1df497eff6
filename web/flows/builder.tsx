import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { componentKinds, type Flow } from '#api/flows.ts'
import { useCommands } from '#web/shell/commands.ts'
import { useKeys } from '#web/shell/keys.ts'
import { cx } from '#web/ui/cx.ts'
import { Segmented } from '#web/ui/segmented.tsx'
import { useTitle } from '#web/ui/title.ts'
import styles from './builder.module.css'
import { BuilderBar } from './builder-bar.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { allComponents, placeOf } from './flow-draft.ts'
import { ItemForm } from './item-form.tsx'
import { KindIcon } from './kind-icon.tsx'
import { Preview } from './preview.tsx'
import { Tree } from './tree.tsx'
import { useBuilder } from './use-builder.ts'
import { useWide } from './use-wide.ts'

interface Props {
  /** Null: one that does not exist yet. */
  flow: Flow | null
  onSaved: (flow: Flow) => void
}

const panes = ['tree', 'form', 'preview'] as const
type Pane = (typeof panes)[number]

/** Where flows are built (FL1): what it consists of, the settings of what is chosen, and a phone that shows it at once. */
export function Builder({ flow, onSaved }: Props) {
  const { t } = useTranslation()
  const builder = useBuilder(flow, onSaved)
  const wide = useWide()
  const [pane, setPane] = useState<Pane>(flow ? 'tree' : 'form')
  const { pages, selected, draft, content } = builder
  const title = draft.name.trim() || t(flow ? 'flows.untitled' : 'flows.new')
  useTitle(title)
  // What stands over the page has keys of its own.
  const free = (run: () => void) => () => {
    if (!document.querySelector('[role="dialog"], section[role="alertdialog"]')) run()
  }
  useKeys([
    { keys: 'mod+s', label: t('flows.keys.save'), run: free(builder.submit) },
    { keys: 'mod+z', label: t('flows.keys.undo'), run: free(builder.undo) },
    { keys: 'mod+shift+z', label: t('flows.keys.redo'), run: free(builder.redo) },
    { keys: 'mod+y', label: t('flows.keys.redo'), run: free(builder.redo) },
  ])

  // In the palette: ⌘K, the first letters of a kind, Enter.
  useCommands(
    builder.readOnly
      ? []
      : componentKinds.map((kind) => ({
          id: `flow.add.${kind}`,
          section: t('flows.add-field'),
          label: t(`flows.kinds.${kind}`),
          icon: <KindIcon kind={kind} />,
          words: t('flows.add-field'),
          run: () => {
            builder.add(kind)
            setPane('form')
          },
        })),
  )

  const place = placeOf(pages, selected)
  const page =
    place?.page ??
    Math.max(
      0,
      pages.findIndex(({ key }) => key === selected),
    )
  return (
    <div className={styles.builder}>
      <BuilderBar builder={builder} title={title} onEdit={() => setPane('form')} />
      {!wide && (
        <div className={styles.choosePane}>
          <Segmented
            label={t('flows.panes.label')}
            choices={panes.map((id) => ({ id, label: t(`flows.panes.${id}`) }))}
            value={pane}
            onChange={setPane}
          />
        </div>
      )}
      {/* All of them stay on the page: what is typed in one is not lost by looking at another. */}
      <div className={cx(wide && styles.panes, !wide && styles.one)}>
        <div className={styles.left} hidden={!wide && pane !== 'tree'}>
          <Tree builder={builder} onEdit={() => setPane('form')} />
        </div>
        <div className={styles.middle} hidden={!wide && pane !== 'form'}>
          <ItemForm builder={builder} onBack={wide ? null : () => setPane('tree')} />
        </div>
        <div className={styles.right} hidden={!wide && pane !== 'preview'}>
          <Preview
            name={content.name}
            pages={content.pages}
            page={page}
            componentId={
              place ? (content.pages[place.page]?.components[place.at]?.id ?? null) : null
            }
            onTouch={(id) => {
              const touched = allComponents(pages).find((one) => one.id === id)
              if (wide && touched) builder.select(touched.key)
            }}
          />
        </div>
      </div>
      <div role="status" className="visually-hidden">
        {builder.said}
      </div>
      <ConflictDialog builder={builder} />
    </div>
  )
}
