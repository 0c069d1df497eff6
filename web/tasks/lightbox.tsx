import { ChevronLeft, ChevronRight, X } from 'lucide-react'
import { Dialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useTranslation } from 'react-i18next'
import type { TaskAttachment } from '#api/attachments.ts'
import { pictureUrl } from '#web/api.ts'
import { cx } from '#web/ui/cx.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import styles from './pictures.module.css'

/** A picture of a task, with the question that it answers. */
export type Picture = TaskAttachment & { title: string }

interface Props {
  pictures: readonly Picture[]
  /** Which of them is shown; null: none. */
  open: string | null
  onOpen: (id: string | null) => void
}

/** One picture over everything, as large as there is room for; arrow keys go to the next. */
export function Lightbox({ pictures, open, onOpen }: Props) {
  const { t } = useTranslation()
  const at = pictures.findIndex(({ id }) => id === open)
  const picture = pictures[at]
  const step = (by: 1 | -1) => {
    const next = pictures[at + by]
    if (next) onOpen(next.id)
  }
  return (
    <ModalOverlay
      isOpen={picture !== undefined}
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onOpen(null)
      }}
      className={cx(styles.overlay)}
    >
      <Modal className={cx(styles.modal)}>
        <Dialog aria-label={picture?.title ?? t('tasks.picture')} className={cx(styles.dialog)}>
          {picture && (
            // biome-ignore lint/a11y/noStaticElementInteractions: the dialog inside of which it stands has the focus
            <div
              className={styles.stage}
              onKeyDown={({ key }) => {
                if (key === 'ArrowLeft') step(-1)
                if (key === 'ArrowRight') step(1)
              }}
            >
              <div className={styles.bar}>
                <p className={styles.caption}>
                  {picture.title}
                  {pictures.length > 1 && (
                    <span className={styles.number}>
                      {t('tasks.picture-of', { number: at + 1, count: pictures.length })}
                    </span>
                  )}
                </p>
                <IconButton
                  label={t('tasks.picture-previous')}
                  kind="secondary"
                  icon={<ChevronLeft size={16} />}
                  disabledReason={at === 0 ? t('tasks.picture-first') : null}
                  onPress={() => step(-1)}
                />
                <IconButton
                  label={t('tasks.picture-next')}
                  kind="secondary"
                  icon={<ChevronRight size={16} />}
                  disabledReason={at === pictures.length - 1 ? t('tasks.picture-last') : null}
                  onPress={() => step(1)}
                />
                <IconButton
                  label={t('ui.close')}
                  kind="secondary"
                  autoFocus
                  icon={<X size={16} />}
                  onPress={() => onOpen(null)}
                />
              </div>
              <img
                key={picture.id}
                className={cx(styles.large, styles[picture.kind])}
                src={pictureUrl(picture.url)}
                alt={picture.title}
                width={picture.width}
                height={picture.height}
              />
            </div>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
