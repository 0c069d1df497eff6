import { useTranslation } from 'react-i18next'
import type { Flow } from '#api/flows.ts'
import { Button } from '#web/ui/button.tsx'
import { Popover } from '#web/ui/popover.tsx'
import styles from './builder.module.css'
import { ChangeList } from './change-list.tsx'
import { compareFlows } from './compare-flows.ts'
import type { Builder } from './use-builder.ts'

/** How much was changed and not saved yet; pressed, what. */
export function UnsavedChanges({ builder, base }: { builder: Builder; base: Flow }) {
  const { t } = useTranslation()
  const count = compareFlows(base, builder.content).length
  return (
    <Popover
      label={t('flows.unsaved-title')}
      placement="bottom end"
      trigger={
        <Button kind="ghost" size="small">
          {t('flows.unsaved', { count })}
        </Button>
      }
    >
      <div className={styles.unsaved}>
        <h2 className={styles.unsavedTitle}>
          {t('flows.unsaved-since', { version: base.version })}
        </h2>
        <ChangeList from={base} to={builder.content} />
        <div>
          <Button size="small" onPress={builder.discard}>
            {t('flows.discard')}
          </Button>
        </div>
      </div>
    </Popover>
  )
}
