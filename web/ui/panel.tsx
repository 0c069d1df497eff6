import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import styles from './panel.module.css'

interface Props {
  title: string
  /** One quiet line under the title. */
  lead?: ReactNode
  /** Before the title: a picture of 40 px. */
  picture?: ReactNode
  onClose: () => void
  children: ReactNode
}

/** One row of a list with all its details, at the end of the page; on a phone a sheet from the bottom. */
export function Panel({ title, lead, picture, onClose, children }: Props) {
  const { t } = useTranslation()
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      className={cx(styles.overlay)}
    >
      <Modal className={cx(styles.modal)}>
        <AriaDialog className={cx(styles.dialog)}>
          <header className={styles.head}>
            {picture}
            <div className={styles.titles}>
              <Heading slot="title" level={2} className={cx(styles.title)}>
                {title}
              </Heading>
              {lead && <p className={styles.lead}>{lead}</p>}
            </div>
            <IconButton
              label={t('ui.close')}
              size="small"
              icon={<X size={16} />}
              onPress={onClose}
            />
          </header>
          <div className={styles.body}>{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
