import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, type ButtonProps } from './button.tsx'
import { toast } from './toast.tsx'

interface Props extends Pick<ButtonProps, 'kind' | 'size' | 'autoFocus'> {
  /** What goes to the clipboard. */
  text: string
  /** What that is, for screen readers: where several stand on a page. */
  what?: string
}

/** Copies a text, and says for two seconds that it did. */
export function CopyButton({ text, what, ...props }: Props) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => toast({ text: t('ui.copy-failed'), tone: 'error' }),
    )
  return (
    <Button
      {...props}
      icon={copied ? <Check size={16} /> : <Copy size={16} />}
      onPress={() => void copy()}
    >
      <span aria-live="polite">{t(copied ? 'ui.copied' : 'ui.copy')}</span>
      {what && <span className="visually-hidden">: {what}</span>}
    </Button>
  )
}
