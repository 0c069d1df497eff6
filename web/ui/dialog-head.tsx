import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Heading } from 'react-aria-components/Heading'
import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import styles from './dialog-head.module.css'
import { IconButton } from './icon-button.tsx'

interface Props {
  title: string
  /** One quiet line under the title. */
  lead?: ReactNode
  /** Before the title: a picture of 40 px. */
  picture?: ReactNode
  /** Cuts what is too long, where a title is a name that somebody chose. */
  oneLine?: boolean
  onClose: () => void
}

/** The top of a dialog or panel: what it is, and the way out. */
export function DialogHead({ title, lead, picture, oneLine = false, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <header className={styles.head}>
      {picture}
      <div className={cx(styles.titles, oneLine && styles.cut)}>
        <Heading slot="title" level={2} className={cx(styles.title)}>
          {title}
        </Heading>
        {lead && <p className={styles.lead}>{lead}</p>}
      </div>
      <IconButton label={t('ui.close')} size="small" icon={<X size={16} />} onPress={onClose} />
    </header>
  )
}
