import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

interface Props {
  /** A question: "Delete the hub Jakarta?" */
  title: string
  /** What will be gone, and whether it can be undone. */
  children: ReactNode
  /** The verb, not "OK": "Delete hub". */
  confirm: string
  danger?: boolean
  isOpen: boolean
  isPending?: boolean
  disabledReason?: string | null
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  danger = false,
  isOpen,
  isPending = false,
  disabledReason,
  onConfirm,
  onClose,
}: Props) {
  const { t } = useTranslation()
  return (
    <Dialog
      title={title}
      size="small"
      role="alertdialog"
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose} autoFocus={danger}>
            {t('ui.cancel')}
          </Button>
          <Button
            kind={danger ? 'danger' : 'primary'}
            isPending={isPending}
            disabledReason={disabledReason}
            onPress={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
