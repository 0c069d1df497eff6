import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { WaitingImports } from '#api/table-imports.ts'
import { Card } from '#web/ui/card.tsx'
import { useFormat } from '#web/ui/format.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import styles from './table-import.module.css'

type WaitingFile = WaitingImports['items'][number]

interface Props {
  files: readonly WaitingFile[]
  href: (id: WaitingFile['id']) => string
  isDiscarding: boolean
  onDiscard: (id: WaitingFile['id']) => void
}

/** Without this, whoever has uploaded as many as may be would not know what to throw away. */
export function WaitingFiles({ files, href, isDiscarding, onDiscard }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  if (files.length === 0) return null
  return (
    <Card title={t('imports.waiting')} lead={t('imports.waiting-lead')} flush>
      <ul className={styles.columns}>
        {files.map(({ id, fileName, bytes, createdAt, expiresAt }) => (
          <li key={id} className={styles.file}>
            <div className={styles.words}>
              <Link href={href(id)} className={styles.name}>
                {fileName}
              </Link>
              <span className={styles.note}>
                {t('imports.waiting-file', {
                  size: format.bytes(bytes),
                  when: format.dateTime(createdAt),
                  until: format.date(expiresAt),
                })}
              </span>
            </div>
            <IconButton
              label={t('imports.discard-file', { name: fileName })}
              icon={<Trash2 size={16} />}
              isDisabled={isDiscarding}
              onPress={() => onDiscard(id)}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}
