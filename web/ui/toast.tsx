import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { Text } from 'react-aria-components/Text'
import {
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import styles from './toast.module.css'

interface Message {
  text: string
  description?: string | undefined
  tone?: 'done' | 'note' | 'error'
  /** Undo, Show: one word. */
  action?: { label: string; run: () => void } | undefined
}

const queue = new ToastQueue<Message>({ maxVisibleToasts: 3 })
const icons = { done: CircleCheck, note: Info, error: CircleAlert }

/** Says what just happened. An error, or something to act on, stays until it is closed; the rest goes after 5 s. Without text it is none. */
export function toast(message: string | Message): void {
  const content = typeof message === 'string' ? { text: message } : message
  if (!content.text) return
  const stays = content.tone === 'error' || content.action !== undefined
  queue.add(content, stays ? {} : { timeout: 5000 })
}

/** Where toasts appear; once, at the root. */
export function Toasts() {
  const { t } = useTranslation()
  return (
    <ToastRegion queue={queue} aria-label={t('ui.messages')} className={cx(styles.region)}>
      {({ toast: shown }) => {
        const { text, description, tone = 'done', action } = shown.content
        const Icon = icons[tone]
        return (
          <AriaToast toast={shown} className={cx(styles.toast, styles[tone])}>
            <Icon size={16} aria-hidden />
            <ToastContent className={cx(styles.content)}>
              <Text slot="title" className={cx(styles.title)}>
                {text}
              </Text>
              {description && (
                <Text slot="description" className={cx(styles.description)}>
                  {description}
                </Text>
              )}
            </ToastContent>
            {action && (
              <Button
                size="small"
                slot={null}
                onPress={() => {
                  queue.close(shown.key)
                  action.run()
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton slot="close" label={t('ui.close')} size="small" icon={<X size={14} />} />
          </AriaToast>
        )
      }}
    </ToastRegion>
  )
}
