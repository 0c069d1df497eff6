import type { ReactNode } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { cx } from './cx.ts'
import { DialogHead } from './dialog-head.tsx'
import styles from './panel.module.css'

interface Props {
  title: string
  /** One quiet line under the title. */
  lead?: ReactNode
  /** Before the title: a picture of 40 px. */
  picture?: ReactNode
  onClose: () => void
  /** For what is read at length, beside what is only looked up. */
  wide?: boolean
  children: ReactNode
}

/** One row of a list with all its details, at the end of the page; on a phone a sheet from the bottom. */
export function Panel({ title, lead, picture, onClose, wide = false, children }: Props) {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      className={cx(styles.overlay)}
    >
      <Modal className={cx(styles.modal, wide && styles.wide)}>
        <AriaDialog className={cx(styles.dialog)}>
          <DialogHead title={title} lead={lead} picture={picture} oneLine onClose={onClose} />
          <div className={styles.body}>{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

interface SectionProps {
  title?: string
  children: ReactNode
}

/** A part of a panel, under a line. */
export const PanelSection = ({ title, children }: SectionProps) => (
  <section className={styles.section}>
    {title && <h3 className={styles.heading}>{title}</h3>}
    {children}
  </section>
)
