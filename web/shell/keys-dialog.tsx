import { useTranslation } from 'react-i18next'
import { Dialog } from '#web/ui/dialog.tsx'
import { Kbd } from '#web/ui/kbd.tsx'
import { Switch } from '#web/ui/switch.tsx'
import { setSingleKeys, useBindings, useSingleKeys } from './keys.ts'
import styles from './keys-dialog.module.css'

/** `?`: the keys that work on this page, and whether single keys act at all. */
export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const bindings = useBindings()
  const singleKeys = useSingleKeys()
  return (
    <Dialog
      title={t('shell.keys')}
      size="small"
      isOpen={isOpen}
      onClose={onClose}
      note={
        <Switch spread isSelected={singleKeys} onChange={setSingleKeys}>
          {t('shell.single-keys')}
        </Switch>
      }
    >
      <dl className={styles.keys}>
        {bindings.map(({ keys, label }) => (
          <div key={keys} className={styles.line}>
            <dt>{label}</dt>
            <dd>
              <Kbd keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
