import { ArrowLeft, CircleAlert, Redo2, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import styles from './builder.module.css'
import { FlowMenu } from './flow-menu.tsx'
import { UnsavedChanges } from './unsaved-changes.tsx'
import type { Builder } from './use-builder.ts'

interface Props {
  builder: Builder
  title: string
  onEdit: () => void
}

/** Which flow, how it stands, and Save. */
export function BuilderBar({ builder, title, onEdit }: Props) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { base, dirty, undoable, redoable, problemCount, readOnly } = builder
  return (
    <header className={styles.bar}>
      <IconButton
        label={t('flows.back')}
        icon={<ArrowLeft size={16} />}
        onPress={() => go(paths.flows(slug))}
      />
      <div className={styles.names}>
        <h1 className={styles.name}>{title}</h1>
        {base && <Badge>{t('flows.version-of', { version: base.version })}</Badge>}
        {base?.default && <Badge>{t('flows.default')}</Badge>}
      </div>
      <div className={styles.state}>
        {problemCount > 0 && dirty && (
          <Button
            kind="ghost"
            size="small"
            icon={<CircleAlert size={14} className={styles.alertSign ?? ''} />}
            onPress={() => {
              builder.showNextProblem()
              onEdit()
            }}
          >
            {t('flows.to-mend', { count: problemCount })}
          </Button>
        )}
        {dirty && base && problemCount === 0 && <UnsavedChanges builder={builder} base={base} />}
      </div>
      <div className={styles.tools}>
        {!readOnly && (
          <>
            <IconButton
              label={undoable ? t('flows.undo-what', { what: undoable }) : t('flows.undo')}
              keys="mod+z"
              icon={<Undo2 size={16} />}
              disabledReason={undoable ? null : t('flows.nothing-to-undo')}
              onPress={builder.undo}
            />
            <IconButton
              label={redoable ? t('flows.redo-what', { what: redoable }) : t('flows.redo')}
              keys="mod+shift+z"
              icon={<Redo2 size={16} />}
              disabledReason={redoable ? null : t('flows.nothing-to-redo')}
              onPress={builder.redo}
            />
          </>
        )}
        {base && <FlowMenu flow={base} builder={builder} />}
        <Button
          kind="primary"
          isPending={builder.save.isPending}
          disabledReason={builder.refusal ?? (dirty ? null : t('ui.nothing-changed'))}
          onPress={() => {
            if (problemCount > 0) onEdit()
            builder.submit()
          }}
        >
          {base ? t('flows.save-as', { version: base.version + 1 }) : t('flows.create')}
        </Button>
      </div>
    </header>
  )
}
