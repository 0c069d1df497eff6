import type { ReactNode } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { cx } from './cx.ts'
import styles from './dialog.module.css'
import { DialogHead } from './dialog-head.tsx'

interface Props {
  title: string
  /** One quiet line under the title. */
  lead?: ReactNode
  isOpen: boolean
  onClose: () => void
  size?: 'small' | 'medium' | 'large'
  /** Buttons, at the end of the line; the last one is the primary. */
  actions?: ReactNode
  /** At the start of the buttons' line: a quiet note or a link. */
  note?: ReactNode
  /** Neither Escape nor a click beside closes it: for work that would be lost. */
  firm?: boolean
  role?: 'dialog' | 'alertdialog'
  children?: ReactNode
}

/** A modal dialog; on a phone a sheet from the bottom. */
export function Dialog({
  title,
  lead,
  isOpen,
  onClose,
  size = 'medium',
  actions,
  note,
  firm = false,
  role = 'dialog',
  children,
}: Props) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      isDismissable={!firm}
      isKeyboardDismissDisabled={firm}
      className={cx(styles.overlay)}
    >
      <Modal className={cx(styles.modal, styles[size])}>
        <AriaDialog role={role} className={cx(styles.dialog)}>
          <DialogHead title={title} lead={lead} onClose={onClose} />
          {children && <div className={styles.body}>{children}</div>}
          {(actions || note) && (
            <footer className={styles.foot}>
              <div className={styles.note}>{note}</div>
              {actions}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
