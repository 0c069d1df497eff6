import { useTranslation } from 'react-i18next'
import type { HubDetail } from '#api/hubs.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import styles from './hubs.module.css'

const countedMax = 1000

/** HB1: why a hub cannot be deleted, and what to do about each reason. */
export function HubInUse({ hub, onClose }: { hub: HubDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { otherMembers, openTasks, doneTasks, assigned } = hub.use
  const words = (kind: string, count: number) =>
    t(`hubs.in-use.${kind}`, {
      count,
      number:
        count > countedMax
          ? t('hubs.in-use.more-than', { number: format.number(countedMax) })
          : format.number(count),
    })
  return (
    <Dialog
      title={t('hubs.in-use.title', { name: hub.name })}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{t('ui.close')}</Button>}
    >
      <ul className={styles.ways}>
        {otherMembers > 0 && (
          <li>
            {words('members', otherMembers)}{' '}
            <Link href={`${paths.users(slug)}?hub=${hub.id}`}>{t('hubs.in-use.members-do')}</Link>
          </li>
        )}
        {openTasks > 0 && (
          <li>
            {words('open', openTasks)}{' '}
            {assigned ? (
              <Link href={`${paths.tasks(slug)}?hub=${hub.id}`}>{t('hubs.in-use.open-do')}</Link>
            ) : (
              t('hubs.in-use.open-unseen')
            )}
          </li>
        )}
        {doneTasks > 0 && <li>{words('done', doneTasks)}</li>}
      </ul>
    </Dialog>
  )
}
